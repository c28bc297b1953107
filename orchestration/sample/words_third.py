"""A third set of wordings: customers of Larkspur, an invented seller of electricity, wall chargers and house batteries, who write and speak English from many places.

What belongs here: sentences, written without a look at how any is read, and never tuned on: what is measured on these is nearest to what a stranger would see.
What does not: who says which, and when (`story`).
"""

from __future__ import annotations

from orchestration.sample import words_other
from orchestration.sample.wording import Topic, Wording

FACTS = {
    "remote": Topic(
        (
            "<fact>I do all my work from the spare bedroom</fact>, so an outage costs me money.",
            "<fact>working from home full time these days</fact>",
            "Actually <fact>me and my partner both work at home only</fact>.",
        ),
        ("Where do they spend office hours?", "Is a commute part of their day?"),
    ),
    "gated": Topic(
        (
            "<fact>There's a security gate, you need the code 4471 or you will not get in</fact>.",
            "<fact>we're in a gated colony</fact>, guard will ask for a pass",
            "<fact>You can't reach the house unless somebody buzzes you through the gate</fact>.",
        ),
        ("What must a visitor know before arriving?", "Is access to the premises restricted?"),
    ),
    "streamer": Topic(
        ("<fact>I stream on Twitch four evenings a week</fact>.", "<fact>My YouTube channel is my full-time income</fact>, no power no video.", "<fact>I make a living doing live video</fact>."),
        ("How is their money earned?", "What occupies them online?"),
    ),
    "farm": Topic(
        ("<fact>We keep about sixty dairy cows</fact> and the milking machine can't wait.", "<fact>this is a working farm</fact>", "<fact>My family has farmed here since the forties</fact>."),
        ("What sort of enterprise is at the property?", "Which livelihood depends on supply?"),
    ),
    "dialysis": Topic(
        (
            "<fact>I'm on home dialysis</fact> so a cut is dangerous for me.",
            "Please note <fact>my kidney machine has to run every night</fact>.",
            "<fact>there's medical equipment in the house that can't lose power</fact>",
        ),
        ("Is an interruption a health risk?", "Do they rely on critical apparatus?"),
    ),
    "childminder": Topic(
        ("<fact>I'm a registered childminder</fact>, the little ones are here till six.", "<fact>I look after other people's kids during the day</fact>."),
        ("What does this person do for money?", "Why are there toddlers around?"),
    ),
    "tenant": Topic(
        ("<fact>I don't own the place, I rent</fact>.", "<fact>We are tenants only</fact>, kindly note.", "<fact>it's a rented flat</fact> so drilling isn't up to me"),
        ("Do they hold title to the property?", "Is permission needed for alterations?"),
    ),
    "elderly": Topic(
        ("<fact>I'm eighty-four and not very quick on my feet</fact>.", "<fact>I am a senior citizen living alone</fact>."),
        ("Does age matter when dealing with them?", "Should somebody be patient at the entrance?"),
    ),
    "dyslexia": Topic(
        ("<fact>I'm dyslexic</fact>, long letters are a struggle.", "Just so you know, <fact>reading is hard for me because of my dyslexia</fact>."),
        ("Is there a difficulty with written text?", "What should correspondence allow for?"),
    ),
    "fasting": Topic(
        ("<fact>we observe Ramadan</fact> so evenings around sunset are no good this month", "<fact>I keep the Sabbath and don't touch the phone from Friday night</fact>."),
        ("Is there a faith to respect?", "Which religious practice limits them?"),
    ),
    "solar": Topic(
        ("<fact>We've had solar panels on the roof since 2019</fact>.", "<fact>got 12 panels up top already</fact>", "<fact>The house already makes its own electricity</fact>."),
        ("Do they generate energy?", "What installation is there so far?"),
    ),
    "two_cars": Topic(
        ("<fact>We run two electric cars</fact>.", "<fact>both our vehicles are EVs</fact>, hence the bill"),
        ("Why is consumption large?", "What do they plug in overnight?"),
    ),
    "geyser": Topic(
        ("<fact>We get all our hot water from an electric geyser</fact>.", "<fact>there's no gas in the street, everything here is electric</fact>"),
        ("Which utilities does the building lack?", "How do they heat?"),
    ),
}

RELATIONSHIPS = {
    "husband_bills": Topic(
        (
            "<rel>{kin}, my husband, takes care of everything financial</rel>.",
            "<rel>the account is run by my husband {kin}</rel>",
            "Best to ask <rel>{kin} that's my husband he does the payments</rel>.",
        ),
        ("Whom to approach on money?", "Which spouse deals with dues?"),
    ),
    "daughter_carer": Topic(
        ("<rel>My daughter {kin} has power of attorney for me</rel>.", "<rel>{kin}'s my daughter, she sorts my paperwork out</rel>.", "<rel>my daughter {kin} is managing this for me</rel>"),
        ("Who may act for them?", "Which child is authorised?"),
    ),
    "flatmate": Topic(
        ("<rel>I share the flat with {kin}</rel>, he pays half.", "<rel>{kin} is my flatmate</rel>."),
        ("Who else lives there?", "With whom are costs split?"),
    ),
    "tenant_of": Topic(
        ("<rel>{kin} is my tenant downstairs</rel>, his meter is separate.", "<rel>I let the ground floor to {kin}</rel>."),
        ("Who occupies part of the premises?", "Which lodger is there?"),
    ),
    "mother_bills": Topic(
        ("<rel>My mum {kin} is the account holder</rel>, I only talk for her.", "<rel>calling for my mother {kin} she doesn't speak English well</rel>"),
        ("On whose behalf are they in touch?", "Which parent is the client?"),
    ),
    "manager": Topic(
        ("<rel>My site manager {kin} will open up for you</rel>.", "<rel>{kin} runs the premises for us day to day</rel>."),
        ("Who is in charge locally?", "Whom should staff meet on arrival?"),
    ),
}

EVENTS = {
    "baby": Topic(
        ("<event>My wife gave birth on Tuesday</event>!", "<event>we became parents three weeks back</event>", "<event>The twins arrived in May</event>, we're run off our feet."),
        ("Has the family grown?", "What keeps them awake?"),
    ),
    "redundancy": Topic(
        ("<event>I was made redundant in March</event>.", "<event>they let me go from work last week</event>", "<event>My company shut down and I lost my position</event>."),
        ("Why may dues be difficult?", "What blow hit their career?"),
    ),
    "widowed": Topic(
        ("<event>My husband died in the autumn</event> and I've never dealt with this.", "<event>I lost my wife two months ago</event>.", "<event>we buried my dad on friday</event>"),
        ("Is there grief to be mindful of?", "Was there a bereavement?"),
    ),
    "fire": Topic(
        ("<event>We had a kitchen fire last weekend</event>.", "<event>the house got flooded in the storm</event>"),
        ("Which disaster struck the building?", "Was there damage at home?"),
    ),
    "retiring": Topic(
        ("<event>I'm retiring at the end of the year</event>.", "<event>I have just retired after 40 years</event>."),
        ("Is their career over?", "What stage of life begins?"),
    ),
    "split": Topic(
        ("<event>My husband and I separated in the summer</event>.", "<event>we're getting divorced</event>, so please take his name off"),
        ("Did the couple part?", "Why alter who is on the agreement?"),
    ),
    "new_car": Topic(
        ("<event>We picked up an electric car on Saturday</event>.", "<event>just bought our first EV</event> and can't charge it"),
        ("What vehicle came lately?", "Which purchase altered their usage?"),
    ),
}

LIKES = {
    "no_paper": Topic(
        ("<like>I'd sooner not get anything on paper</like>.", "<like>paperless for me please</like>", "<like>No letters in future, I prefer everything online</like>."),
        ("In which form do statements go out?", "Printed or electronic?"),
    ),
    "detail": Topic(
        ("<like>I like to have all the numbers in front of me</like>.", "<like>Give me the full details rather than a summary please</like>."),
        ("How thorough should replies be?", "Brief or long explanations?"),
    ),
    "no_calls_bot": Topic(
        (
            "<like>I can't stand those automated phone menus</like>.",
            "<like>don't put me through to the robot again, I want a person</like>",
            "<like>I always prefer a real person over the assistant</like>.",
        ),
        ("What do they think of machines answering?", "Should staff pick up straight away?"),
    ),
    "title": Topic(
        ("<like>I like to be addressed as Doctor</like>.", "<like>It's Ms, not Mrs, if you don't mind</like>.", "<like>just call me by my first name</like>"),
        ("How are they spoken to?", "Which salutation suits?"),
    ),
    "female_engineer": Topic(
        ("<like>I'd feel more comfortable with a woman engineer</like>.", "<like>Please send a lady technician only</like>."),
        ("Is there a wish about who visits?", "Which staff should be dispatched?"),
    ),
    "night_rate": Topic(
        ("<like>I'd rather charge at night when it's cheaper</like>.", "<like>we like to run everything off peak</like>"),
        ("When do they consume most?", "What timing saves them money?"),
    ),
    "aisle": Topic(
        ("<like>I prefer to settle by direct debit</like>.", "<like>always by bank transfer, I don't like cards</like>"),
        ("Through which instrument do they pay?", "How should money be collected?"),
    ),
}

ISSUES = {
    "slow": Topic(
        (
            "<issue>The car takes all night to charge now, it used to be four hours</issue>.",
            "<issue>your app is hanging every time I open it</issue>",
            "<issue>Charging drops to a trickle after ten minutes</issue>.",
            "<issue>It is taking ages to load the usage page</issue>.",
        ),
        ("Which performance trouble came up?", "What was sluggish?"),
    ),
    "late": Topic(
        (
            "<issue>You said Thursday and nobody has delivered anything</issue>.",
            "<issue>I have not received my parcel till now</issue>.",
            "<issue>where's my stuff, it was meant to be here a week ago</issue>",
            "<issue>The courier claims it was delivered but there is nothing here</issue>.",
        ),
        ("What is overdue?", "Which shipping mishap is it?"),
    ),
    "charged": Topic(
        (
            "<issue>My direct debit has gone up by {amount} pounds for no reason</issue>.",
            "<issue>amount got deducted two times from my account</issue>",
            "<issue>I've been overcharged again</issue>.",
            "<issue>this bill can't be right, it's double what I normally pay</issue>",
            "<issue>There's {amount} dollars on here that I never agreed to</issue>.",
        ),
        ("Which sum is disputed?", "What grievance about money?"),
    ),
    "dead": Topic(
        (
            "<issue>My {device} has packed up</issue>.",
            "<issue>the {device} is not working since yesterday</issue>",
            "<issue>The {device} keeps tripping the breaker</issue>.",
            "<issue>There's a red light on the {device} and it won't do anything</issue>.",
            "<issue>The screen on the {device} has gone blank</issue>.",
        ),
        ("What equipment is faulty?", "Which hardware let them down?"),
    ),
    "locked": Topic(
        (
            "<issue>I'm not able to login</issue>.",
            "<issue>It says my password is wrong and then it blocks me</issue>.",
            "<issue>the OTP is not coming</issue>",
            "<issue>I've been locked out of the online portal since Sunday</issue>.",
        ),
        ("What credentials trouble is there?", "Is access to the website a problem?"),
    ),
    "wrong_item": Topic(
        (
            "<issue>I received a different cable than the one I paid for</issue>.",
            "<issue>the bracket is missing</issue>",
            "<issue>It came with a cracked lid</issue>.",
            "<issue>You've sent us someone else's charger</issue>.",
        ),
        ("What mistake happened at the depot?", "Was a shipment incorrect?"),
    ),
}

REQUESTS = {
    "statement": Topic(
        ("<request>Can I get a statement for the whole of last year?</request>", "<request>kindly mail me the bill copy</request>", "<request>I'd need the tax receipt please</request>."),
        ("Which paperwork is wanted?", "What document were they after?"),
    ),
    "cancel": Topic(
        ("<request>I want out of this contract</request>.", "<request>Please close my account</request>.", "<request>how do I leave, I'm switching supplier</request>"),
        ("Is this a churn risk?", "Do they wish to end it all?"),
    ),
    "upgrade": Topic(
        ("<request>Put us on {plan} please</request>.", "<request>I was hoping to move over to {plan}</request>.", "<request>can you change me to the {plan} one</request>"),
        ("Which tariff alteration is sought?", "What better package do they want?"),
    ),
    "meter_read": Topic(
        ("<request>Could somebody come and read the meter?</request>", "<request>I need someone to inspect the wiring</request>.", "<request>please arrange one visit</request>"),
        ("Is staff wanted on site?", "What appointment is sought?"),
    ),
    "credit_back": Topic(
        ("<request>I want the {amount} dollars put back</request>.", "<request>Please reverse the charge</request>.", "<request>do the needful and return my money</request>"),
        ("What compensation is demanded?", "Is repayment sought?"),
    ),
    "payment_plan": Topic(
        ("<request>Can I pay it off in instalments?</request>", "<request>I'd like a bit longer to pay</request>."),
        ("Is financial leeway wanted?", "What arrangement is sought for debts?"),
    ),
}

CHANNELS = {
    "sms": (
        "<channel>A text will do</channel>, I'm in meetings all day.",
        "<channel>drop me a text</channel>",
        "<channel>Texting is easiest</channel>.",
        "<channel>Don't ring me, just send a text</channel>.",
        "<channel>You're better off texting me</channel>.",
    ),
    "email": (
        "<channel>Please keep it to email</channel>.",
        "<channel>E-mail me instead of phoning</channel>.",
        "<channel>kindly communicate over mail only</channel>",
        "<channel>I'd like everything by email from here on</channel>.",
    ),
    "phone": (
        "<channel>Just give me a ring</channel>.",
        "<channel>I'd sooner you phoned</channel>.",
        "<channel>call me, don't write</channel>",
        "<channel>A phone call is what I'd want</channel>, my eyes are poor.",
    ),
    "whatsapp": ("<channel>Ping me on WhatsApp</channel>.", "<channel>whatsapp is fine for me</channel>", "<channel>Kindly update me over WhatsApp only</channel>."),
    "post": ("<channel>Put it in a letter please</channel>.", "<channel>I only want things by post</channel>."),
    "chat": ("<channel>Let's keep using this chat</channel>.", "<channel>I'd rather do it all in the chat</channel>."),
}

CARRIERS = {
    "ups": ("<carrier>UPS always finds me, use them</carrier>.", "<carrier>can you ship via UPS</carrier>"),
    "dhl": ("<carrier>Could it come with DHL this time?</carrier>", "<carrier>I'd go with DHL</carrier>."),
    "postal": ("<carrier>Normal post is fine, USPS</carrier>.", "<carrier>through the postal service please</carrier>"),
}

PLACES = {
    "porch": ("<place>Just pop it on the porch</place>.", "<place>the porch is OK if nobody's in</place>"),
    "neighbor": ("<place>The neighbor will take it in</place>.", "<place>if I'm out give it to my neighbor</place>"),
    "reception": ("<place>Hand it in at reception</place>.", "<place>leave it at the front desk</place>"),
    "locker": ("<place>Put it in the parcel locker</place>.", "<place>the locker's the safest spot for it</place>"),
}

LINES = {
    # the customer
    "hello": ("Hiya.", "Good afternoon team,", "hello there", "Dear sir/madam,", "Evening,", "Hi Larkspur,"),
    "name": (
        "my good name is <name>{name}</name>",
        "Name: <name>{name}</name>.",
        "<name>{name}</name> this side.",
        "Myself <name>{name}</name>.",
        "It's under <name>{name}</name>.",
        "<name>{name}</name> calling.",
    ),
    "email": (
        "Email: <email>{new_email}</email>.",
        "Drop it to <email>{new_email}</email>.",
        "my mail id is <email>{new_email}</email>",
        "<email>{new_email}</email> is where I read everything.",
        "The address you want is <email>{new_email}</email>.",
    ),
    "phone": (
        "Tel: <phone>{new_phone}</phone>.",
        "Ring me on <phone>{new_phone}</phone>.",
        "my contact number is <phone>{new_phone}</phone>",
        "I'm on <phone>{new_phone}</phone>.",
        "Try <phone>{new_phone}</phone>, that's my mobile.",
    ),
    "address": (
        "Site address is <address>{address}</address>.",
        "The property is <address>{address}</address>.",
        "It's for <address>{address}</address>.",
        "we stay at <address>{address}</address>",
        "You'll want to send it to <address>{address}</address>.",
    ),
    "moved": (
        "New address as of this week: <address>{address}</address>.",
        "We've shifted to <address>{address}</address>.",
        "We moved out of the old house, it's <address>{address}</address> now.",
        "can you update my address to <address>{address}</address>",
        "I've relocated, my address is now <address>{address}</address>.",
    ),
    "order": (
        "Order no. <order>{order}</order>.",
        "the order id is <order>{order}</order>",
        "It was order <order>{order}</order>, if that helps.",
        "Reference for the order: <order>{order}</order>.",
        "This concerns order number <order>{order}</order>.",
    ),
    "order_wrong": ("It is order number <misread>{order_wrong}</misread>.", "order <misread>{order_wrong}</misread>", "The order no. is <misread>{order_wrong}</misread>."),
    "order_fix": (
        "Hang on, it's actually <order>{order}</order>.",
        "wait wrong one, <order>{order}</order>",
        "Apologies, the correct order number is <order>{order}</order>.",
        "I gave you the wrong order number, it's <order>{order}</order>.",
        "No no, <order>{order}</order>.",
    ),
    "account": (
        "Account no: <account>{account}</account>.",
        "it says account number <account>{account}</account> at the top",
        "<account>{account}</account> is the account no.",
        "acct <account>{account}</account>",
        "We're account number <account>{account}</account>.",
    ),
    "plan": (
        "I signed up to the <plan>{plan}</plan> plan.",
        "currently on <plan>{plan}</plan> plan",
        "Our tariff is the <plan>{plan}</plan> plan.",
        "I took the <plan>{plan}</plan> plan in spring.",
        "We're <plan>{plan}</plan> plan customers.",
    ),
    "device": (
        "There's a <device>{device}</device> on the wall.",
        "mine is the <device>{device}</device>",
        "You fitted a <device>{device}</device> for us.",
        "It's the <device>{device}</device> model.",
        "We bought a <device>{device}</device> from you.",
    ),
    "organization": (
        "I look after the buildings for <organization>{organization}</organization>.",
        "Customer is <organization>{organization}</organization>.",
        "this is for my company, <organization>{organization}</organization>",
        "I do the admin at <organization>{organization}</organization>.",
        "The business is called <organization>{organization}</organization>.",
    ),
    "time": (
        "<time>After five is when I'm free to talk</time>.",
        "<time>I can only take calls during my lunch break, twelve to one</time>.",
        "<time>weekends only for calls please</time>",
        "<time>Anytime before ten is good for me</time>.",
        "<time>Not in the mornings if you ring</time>.",
    ),
    "household": (
        "We are <household>{count}</household> at home.",
        "there are <household>{count}</household> people living here",
        "We're a household of <household>{count}</household>.",
        "<household>{count}</household> of us live here.",
    ),
    "language": (
        "<language>Is there anyone who can talk to me in Spanish?</language>",
        "<language>I would prefer Spanish</language>.",
        "<language>my english is not so good, Spanish is better</language>",
    ),
    "spanish": (
        "<tongue>Hola</tongue>, se fue la luz y el cargador no arranca. Me pueden escribir a <email>{new_email}</email>.",
        "<tongue>Buenos días</tongue>, tengo una duda con la factura. Mi correo electrónico es <email>{new_email}</email>.",
    ),
    "opt_out": (
        "<consent>I do not consent to marketing</consent>.",
        "<consent>Don't send me offers any more</consent>.",
        "<consent>stop spamming me with promotions</consent>",
        "<consent>Kindly remove me from your mailing list</consent>.",
        "<consent>You may not share my data with anyone</consent>.",
    ),
    "opt_in": (
        "<consent>I'm okay with getting your offers</consent>.",
        "<consent>yes you can add me to the mailing list</consent>",
        "<consent>I give permission for you to send me news</consent>.",
    ),
    "angry": (
        "<sentiment>This is appalling</sentiment>.",
        "<sentiment>I have completely lost patience with you people</sentiment>.",
        "<sentiment>pathetic service</sentiment>",
        "<sentiment>I am seething</sentiment>.",
        "<sentiment>Frankly, you should be ashamed of yourselves</sentiment>.",
        "<sentiment>I've had it up to here with Larkspur</sentiment>.",
    ),
    "delighted": (
        "<sentiment>I can't fault you, superb from start to finish</sentiment>.",
        "<sentiment>really really happy with your service</sentiment>",
        "<sentiment>You lot are brilliant</sentiment>.",
        "<sentiment>I'm over the moon with it</sentiment>.",
    ),
    "solved": (
        "<resolved>That's done the trick</resolved>.",
        "<resolved>yes working fine now</resolved>",
        "Ah, <resolved>it's back on</resolved>, thanks.",
        "<resolved>My issue is resolved</resolved>, thank you.",
        "<resolved>it is charging normally again</resolved>",
        "<resolved>No more problems, all good at my end</resolved>.",
    ),
    "unsolved": (
        "<unresolved>Nope, exactly the same</unresolved>.",
        "<unresolved>still facing the same issue</unresolved>",
        "<unresolved>that made no difference whatsoever</unresolved>.",
        "<unresolved>That's no use to me, it still won't work</unresolved>.",
        "<unresolved>I'm no further forward than this morning</unresolved>.",
    ),
    "promise_customer": (
        "<promise>I'll pop the old unit in the post {due}</promise>.",
        "<promise>will transfer the amount {due}</promise>",
        "<promise>I can send you the meter reading {due}</promise>.",
        "<promise>You'll have my signed copy {due}</promise>.",
        "<promise>I shall share the documents {due}</promise>.",
    ),
    "reminder": (
        "<issue>I was assured I'd have {thing} and I've heard nothing</issue>.",
        "<issue>what happened to {thing} you guys promised</issue>",
        "<issue>Nobody has got back to me about {thing}</issue>.",
    ),
    "thanks": ("ta", "Many thanks.", "Thank you so much", "cool, thx", "Right, cheers then.", "Thanks for your kind help.", "That's great, bye now."),
    "small_talk": ("Bear with me.", "Gosh it's hot today.", "are you there?", "sorry typing with one hand", "No rush at all.", "Lovely weather for a change."),
    "question": (
        "Do you do student discounts?",
        "How much is the {plan} plan?",
        "What are your opening hours?",
        "will the {device} work with any car?",
        "Who do I speak to about planning permission?",
        "is there a fee if I pay by card?",
    ),
    "hypothetical": (
        "If I were to sell the house, what happens to the contract?",
        "suppose I want to go on Max next year, is that possible",
        "Would I have to pay if I left early?",
        "Imagine I had a second charger, would the fuse cope?",
        "In case I move to Glasgow, do you cover that?",
    ),
    "other_people": (
        "My brother-in-law says he prefers your competitor.",
        "the guy from the shop told me he'd refunded someone for this",
        "My boss thinks it's broken, I don't.",
        "A mate of mine was charged twice last year.",
        "Your advert says 'we love texting'.",
    ),
    "negated": (
        "I'm not asking for a refund.",
        "I didn't say it was broken.",
        "we haven't moved or anything",
        "It isn't that I want to cancel.",
        "I never agreed to any newsletter or refused one.",
    ),
    "former": (
        "My previous number was 312-555-0142, that's dead.",
        "we used to be on the Saver plan ages ago",
        "I lived on Canal Street until 2019.",
        "The old e-mail, formerme@example.com, doesn't exist any longer.",
    ),
    "sarcasm": ("Well isn't that just wonderful.", "great, so I'll sit in the dark then, lovely", "Oh brilliant, another reference number for my collection."),
    "card": ("Card number <card>{card}</card>.", "please use this card <card>{card}</card>", "It's the Visa, <card>{card}</card>."),
    "secret": ("pwd: <secret>{secret}</secret>", "I log in with the password <secret>{secret}</secret>."),
    "code": ("The OTP is <secret>{code}</secret>.", "I got a passcode <secret>{code}</secret>, is that it?"),
    # the agent
    "greet": (
        "Good morning {first}, you're through to {agent} at {company}.",
        "{company}, {agent} speaking, how may I help?",
        "Hi {first}, thanks for reaching out to {company}!",
        "Greetings from {company}. This is {agent}.",
    ),
    "sorry": (
        "Oh no, let's see what we can do.",
        "I do apologise for the inconvenience caused.",
        "I can understand your concern, please allow me a moment.",
        "Thanks for flagging this up.",
        "Right, I'll take a look.",
    ),
    "ask_order": ("May I know your order number?", "Would you have the order reference handy?", "Please share the order id."),
    "ask_contact": ("How would you like us to get in touch?", "Where can we best reach you?", "Which way of contacting you do you prefer?"),
    "ask_more": ("Anything more you'd like to add?", "Is there something we should be aware of?", "Can you give me some background?"),
    "ask_solved": ("Is that any better?", "Could you try again now?", "Has your concern been addressed?", "Any joy?"),
    "steps": (
        "Please switch the isolator off and on.",
        "Kindly clear the cache and retry.",
        "Hold the button until the light turns blue.",
        "Let me pull the logs.",
        "Could you have a look at the fuse box for me?",
    ),
    "noted": ("Duly noted.", "Okay, saved.", "Thanks for letting me know.", "I've made a note of that.", "Sure, updated."),
    "readback": (
        "Our records show {name} at {address}.",
        "Last time you mentioned you prefer a text, correct?",
        "So just reading it back: {email}, {address}.",
    ),
    "done_refund": (
        "<done>I've credited {amount} dollars to you</done>.",
        "<done>The refund of {amount} dollars has been processed from our end</done>.",
        "<done>I have reversed the {amount} dollars</done>.",
    ),
    "done_fix": (
        "<done>I've sorted that for you</done>.",
        "<done>It has been rectified from our side</done>.",
        "<done>I have amended the record and it's all correct now</done>.",
    ),
    "done_escalated": (
        "<done>I have raised this with our technical team</done>.",
        "<done>I've handed it over to my manager</done>.",
        "<done>The case has been escalated to level two</done>.",
    ),
    "promise_agent": (
        "<promise>We'll have someone ring you {due}</promise>.",
        "<promise>I'll make sure the credit is with you {due}</promise>.",
        "<promise>our team will get back to you {due}</promise>",
        "<promise>You will receive the part {due}</promise>.",
        "<promise>I'll drop you a line {due}</promise>.",
    ),
    "promise_replacement": ("<promise>We'll get a new unit out to you {due}</promise>.", "<promise>A replacement will be dispatched {due}</promise>."),
    "promise_callback": ("<promise>My manager will phone you {due}</promise>.", "<promise>Someone will call you back {due}</promise>."),
    "kept_replacement": ("Just to say <done>the new unit has been dispatched</done>.", "Good news: <done>we posted your replacement today</done>."),
    "bye": ("Have a good one.", "My pleasure.", "Thank you for choosing {company}.", "Bye for now!", "Happy to help."),
    # machines
    "menu": (
        "Hi, I'm Sparky! Pick one: (1) My bill (2) My charger (3) Moving home",
        "For outages say 'outage', for anything else stay on the line.",
        "You are number 7 in the queue.",
        "Was this helpful? Thumbs up / Thumbs down",
    ),
    "system": ("Agent {agent} is now online.", "Transferred to: {agent}.", "The customer left."),
}

UNANSWERABLE = words_other.UNANSWERABLE

WORDING = Wording(
    company="Larkspur",
    first_names=(
        "Ana", "Gareth", "Deepa", "Malik", "Siobhan", "Tunde", "Ewa", "Rohan", "Celeste", "Magnus", "Odile", "Farid", "Hannah", "Bongani", "Linh",
        "Patrick", "Zara", "Emil", "Ruth", "Arjun", "Noor", "Callum", "Ida", "Mateo", "Shirin", "Lewis", "Agnes", "Haruto", "Esther", "Nikhil",
        "Orla", "Joaquin", "Petra", "Winston", "Lakshmi", "Keir", "Solveig", "Amit", "Bridget", "Dominic", "Yara", "Gordon", "Meera", "Isaac",
    ),
    surnames=(
        "Adeyemi", "Bhatt", "Carmichael", "Dogan", "Eklund", "Farrell", "Goswami", "Hughes", "Iqbal", "Jankowski", "Kapoor", "Larsen", "MacLeod", "Nair",
        "Okonkwo", "Pillai", "Qureshi", "Reddy", "Sinclair", "Tennant", "Ueda", "Vasquez", "Wójcik", "Yilmaz", "Zimmer", "Abbott", "Boateng", "Chaudhary",
        "Doyle", "Esposito", "Fernando", "Guthrie", "Horvath", "Ismail", "Joshi", "Kerr", "Lowry", "Menon", "Nkosi", "Oakley", "Patel", "Rahman", "Stokes", "Trivedi",
    ),
    agents=("Gemma", "Imran", "Sunita", "Lars", "Chidi", "Beth"),
    streets=("Canal Street", "Highfield Road", "Station Road", "Birch Lane", "Park Avenue", "Temple Street", "Harvest Drive", "Bridge Street", "Sycamore Court", "Ridge Road"),
    towns=(
        ("Denver", "CO", "80203"), ("Raleigh", "NC", "27601"), ("Omaha", "NE", "68102"), ("Salem", "OR", "97301"), ("Fresno", "CA", "93721"), ("Buffalo", "NY", "14202"),
        ("Tulsa", "OK", "74103"), ("Spokane", "WA", "99201"),
    ),
    plans=("Saver", "Green", "Max"),
    devices=("Volt 7 charger", "Ember battery", "Lumo C2 meter"),
    organizations=("Kestrel Joinery", "Northgate Surgery", "Bluebird Textiles", "Mistry Foods"),
    facts=FACTS,
    relationships=RELATIONSHIPS,
    events=EVENTS,
    likes=LIKES,
    issues=ISSUES,
    requests=REQUESTS,
    channels=CHANNELS,
    carriers=CARRIERS,
    places=PLACES,
    lines=LINES,
    asks=words_other.ASKS,
    unanswerable=UNANSWERABLE,
    alike=(
        frozenset({"remote", "streamer", "farm", "childminder"}),
        frozenset({"redundancy", "retiring"}),
        frozenset({"dialysis", "elderly", "dyslexia"}),
        frozenset({"solar", "two_cars", "geyser", "new_car"}),
        frozenset({"baby", "daughter_carer"}),
        frozenset({"widowed", "split"}),
        frozenset({"tenant", "tenant_of", "flatmate"}),
        frozenset({"daughter_carer", "mother_bills", "husband_bills"}),
        frozenset({"late", "wrong_item", "reminder"}),
        frozenset({"slow", "dead"}),
        frozenset({"gated", "manager"}),
    ),
    apart=("dyslexia", "farm", "fasting"),
)  # fmt: skip
