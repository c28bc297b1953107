"""A second set of wordings, written apart from the shipped one: customers of Kestrel Sun, an invented seller of solar panels and home batteries.

What belongs here: sentences. What does not: who says which, and when (`story`).
"""

from __future__ import annotations

from orchestration.sample.wording import Topic, Wording

FACTS = {
    "remote": Topic(
        (
            "<fact>I do my job from the spare room</fact>, so power cuts hurt.",
            "<fact>My office is at home these days</fact>.",
            "<fact>I telecommute four days a week</fact>.",
        ),
        ("Do blackouts get in the way of their employment?", "At which place do they spend the working week?"),
    ),
    "gated": Topic(
        (
            "<fact>Our driveway is behind a barrier with a keypad</fact>.",
            "<fact>We're on a private road with a security hut</fact>.",
            "<fact>Nobody gets into our estate without a pass</fact>.",
        ),
        ("Will a van be stopped before reaching the house?", "Is entry to the property restricted?"),
    ),
    "streamer": Topic(
        ("<fact>I earn my money with online gaming shows</fact>.", "<fact>I host a live show on the net every evening</fact>, downtime is lost income."),
        ("What is their livelihood?", "Which profession makes outages costly?"),
    ),
    "greenhouse": Topic(
        ("<fact>We grow orchids in a heated greenhouse</fact>, it can't get cold.", "<fact>I've a greenhouse full of orchids</fact>."),
        ("Is there a hobby that needs constant warmth?", "Which plants do they tend?"),
    ),
    "oxygen": Topic(
        ("<fact>My mother is on an oxygen machine</fact>, we cannot be without power.", "<fact>There's a ventilator in the house that must never stop</fact>."),
        ("Is anybody medically dependent on electricity?", "Why would a blackout be dangerous for them?"),
    ),
    "beekeeper": Topic(
        ("<fact>I keep bees behind the shed</fact>, warn your fitters.", "<fact>We've got four hives by the inverter wall</fact>."),
        ("Could a fitter get stung?", "What insects live on the property?"),
    ),
    "electric_car": Topic(
        ("<fact>We charge two electric cars overnight</fact>.", "<fact>I drive an EV and plug it in at home</fact>."),
        ("What draws a lot of current after dark?", "What sort of vehicle is there?"),
    ),
    "stutter": Topic(
        ("<fact>I stammer quite badly</fact>, give me a second on the line.", "<fact>I have a stutter</fact>, so I sound odd on calls."),
        ("Why should the rep be patient when they talk?", "Is there a speech difficulty?"),
    ),
    "colour_blind": Topic(
        (
            "<fact>I'm colour blind</fact>, red and green lights look the same to me.",
            "<fact>I can't tell red from green</fact>, describe the lamp differently.",
        ),
        ("Is there an eye condition that matters for status lamps?", "Can they distinguish the indicator hues?"),
    ),
    "chef": Topic(
        ("<fact>I'm a chef and never free at dinner</fact>.", "<fact>I cook in a restaurant kitchen</fact>, evenings are out."),
        ("What do they do for work?", "Which trade explains the late hours?"),
    ),
    "bus_driver": Topic(
        ("<fact>I drive a city bus on early turns</fact>.", "<fact>I'm a bus driver</fact>, phone's off at the wheel."),
        ("What's their occupation?", "What kind of job has them on the road at dawn?"),
    ),
    "b_and_b": Topic(
        ("<fact>We run a guesthouse with six rooms</fact>.", "<fact>I let rooms to holidaymakers</fact>, hot water is everything."),
        ("Which small enterprise do they have?", "Do strangers stay overnight for money?"),
    ),
    "flat_roof": Topic(
        ("<fact>Our roof is flat and made of tar felt</fact>.", "<fact>We have a flat roof</fact>, the racks are the weighted sort."),
        ("What does the top of the building look like?", "Is mounting on a slope or level?"),
    ),
    "listed": Topic(
        ("<fact>The house is a protected monument from 1780</fact>.", "<fact>We live in a historic building</fact>, the council watches every screw."),
        ("Are there heritage rules to respect?", "How old and special is the property?"),
    ),
    "cats": Topic(
        ("<fact>We share the place with five cats</fact>, shut the door quickly.", "<fact>I have cats that bolt</fact>."),
        ("Which animals might slip out?", "Are there pets?"),
    ),
    "grandkids": Topic(
        ("<fact>My grandchildren live with us</fact> since last year.", "<fact>I'm raising my two grandsons</fact>."),
        ("Who else is in the household?", "Are there youngsters under their care?"),
    ),
    "off_grid": Topic(
        ("<fact>Our cabin has no mains connection</fact>.", "<fact>We're completely off the grid up here</fact>."),
        ("Are they connected to the public supply?", "Where does their electricity come from?"),
    ),
    "veteran": Topic(
        ("<fact>I served in the navy for twenty years</fact>.", "<fact>I'm a navy veteran</fact>."),
        ("Do they have a military past?", "What did they do before?"),
    ),
}

RELATIONSHIPS = {
    "husband_bills": Topic(
        (
            "<rel>{kin} is my husband, everything financial goes through him</rel>.",
            "<rel>My better half {kin} takes care of payments</rel>.",
            "Talk to <rel>my husband {kin} about money</rel>.",
        ),
        ("Who settles invoices in the family?", "Who is the person for accounting matters?"),
    ),
    "daughter_carer": Topic(
        (
            "<rel>My girl {kin} does these things for me</rel>.",
            "<rel>{kin}, my eldest daughter, has power of attorney</rel>.",
            "<rel>My daughter {kin} speaks for me</rel>.",
        ),
        ("Which relative may act on their behalf?", "Who represents them legally?"),
    ),
    "mother_bills": Topic(
        ("<rel>My mother {kin} owns the house</rel>.", "<rel>The house belongs to my mum, {kin}</rel>."),
        ("Whose property is it?", "Which parent is the proprietor?"),
    ),
    "colleague": Topic(
        ("<rel>My colleague {kin} signs for anything technical</rel>.", "<rel>{kin} from my team is in charge of the plant room</rel>."),
        ("Which co-worker is responsible for equipment?", "Who may approve engineering work?"),
    ),
    "neighbour_key": Topic(
        ("<rel>{kin} next door holds our key</rel>.", "<rel>Our neighbour {kin} can open up for you</rel>."),
        ("Who could let a fitter in?", "Is somebody nearby able to give access?"),
    ),
    "sister": Topic(
        ("<rel>My sister {kin} is also a customer of yours</rel>.", "<rel>You know my sister, {kin}, she bought panels last spring</rel>."),
        ("Is a sibling with us too?", "Any relatives among our clients?"),
    ),
}

EVENTS = {
    "baby": Topic(
        (
            "<event>Our little boy arrived on Sunday</event>!",
            "<event>I gave birth three weeks ago</event>, so be gentle.",
            "<event>There's a newborn here since last week</event>.",
        ),
        ("Did the family grow?", "What joyful change happened at home?"),
    ),
    "divorce": Topic(
        ("<event>My divorce came through last month</event>.", "<event>We separated in the autumn</event>, the contract must be split."),
        ("Has their marital status changed?", "Did a marriage end?"),
    ),
    "retired": Topic(
        ("<event>I retired at Easter</event>.", "<event>Friday was my last day at work</event>, forty years!"),
        ("Have they stopped working?", "What career milestone did they reach?"),
    ),
    "storm": Topic(
        ("<event>A tree fell on our garage in the storm</event>.", "<event>Hail smashed half our skylights last night</event>."),
        ("Was the building damaged by weather?", "Which misfortune hit the property?"),
    ),
    "stroke": Topic(
        ("<event>My husband had a stroke in March</event>.", "<event>I was in hospital for two weeks</event>."),
        ("Were there serious health troubles?", "Why were they out of reach for a while?"),
    ),
    "promotion": Topic(
        ("<event>I got promoted to head of department</event>.", "<event>They made me partner at the firm this week</event>."),
        ("What success did they have in their career?", "Did their position rise?"),
    ),
}

LIKES = {
    "step_by_step": Topic(
        (
            "<like>I want instructions in small steps</like>.",
            "<like>Numbered lists suit me best</like>, I print them.",
            "<like>I prefer a drawing to a thousand words</like>.",
        ),
        ("How should guidance be laid out for them?", "Which form of explanation fits?"),
    ),
    "quiet_visit": Topic(
        ("<like>I'd like fitters to take their shoes off</like>.", "<like>I'd appreciate it if your people wore overshoes</like>, the carpet is new."),
        ("What etiquette should a visitor follow indoors?", "Anything about footwear?"),
    ),
    "no_upsell": Topic(
        ("<like>I can't stand sales talk</like>.", "<like>I'd rather not be offered extras each time</like>."),
        ("Should we pitch additional products?", "How do they feel about being sold to?"),
    ),
    "monthly": Topic(
        ("<like>I prefer paying monthly to one big sum</like>.", "<like>I'd rather split the payment</like>."),
        ("All at once, or instalments?", "What rhythm of billing is welcome?"),
    ),
    "silver": Topic(
        ("<like>I like the silver frames better than the dark ones</like>.", "<like>I'd go for silver over anthracite</like>."),
        ("Which finish appeals to them?", "What shade would they choose?"),
    ),
    "woman_fitter": Topic(
        ("<like>I'd feel better with a female fitter</like>.", "<like>I'd prefer that a woman does the visit</like>."),
        ("Who should be dispatched, by gender?", "Any wish about the technician?"),
    ),
    "formal": Topic(
        ("<like>I prefer to be addressed as Doctor</like>.", "<like>Please use my title when you write</like>."),
        ("How is a letter to them to begin?", "What form of salutation is right?"),
    ),
}

ISSUES = {
    "slow": Topic(
        (
            "<issue>The panels have hardly produced anything for a week</issue>.",
            "<issue>My yield has halved since the update</issue>.",
            "<issue>Output drops to nothing around noon</issue>.",
            "<issue>We're feeding in far less than last year</issue>.",
            "<issue>The battery takes forever to fill</issue>.",
        ),
        ("Was there a complaint about poor performance?", "Which technical difficulty came up?"),
    ),
    "late": Topic(
        (
            "<issue>The mounting kit should have been here on Tuesday</issue>.",
            "<issue>Nothing has arrived, though you say it was dispatched</issue>.",
            "<issue>The courier never showed</issue>.",
            "<issue>My spare part is a week overdue</issue>.",
        ),
        ("Did a shipment fail to turn up?", "What was the trouble with transport?"),
    ),
    "charged": Topic(
        (
            "<issue>The direct debit went through two times</issue>.",
            "<issue>I'm being billed for something I never bought</issue>.",
            "<issue>There are {amount} dollars too many on the statement</issue>.",
            "<issue>The annual fee was taken although it was waived</issue>.",
        ),
        ("What was wrong with the finances?", "Did they contest an invoice?"),
    ),
    "dead": Topic(
        (
            "<issue>Our {device} shows nothing but a red lamp</issue>.",
            "<issue>The {device} gave up the ghost overnight</issue>.",
            "<issue>There's no sign of life from the {device}</issue>.",
            "<issue>The {device} makes a grinding noise and then trips</issue>.",
        ),
        ("Which of their equipment failed?", "What hardware defect was reported?"),
    ),
    "locked": Topic(
        (
            "<issue>The portal says my user is blocked</issue>.",
            "<issue>I'm stuck at the sign-in page</issue>.",
            "<issue>Your website won't take my password</issue>.",
            "<issue>The reset link has expired every time</issue>.",
        ),
        ("Did they have access problems online?", "Was there difficulty with credentials?"),
    ),
    "wrong_item": Topic(
        (
            "<issue>You delivered brackets for a tiled roof, ours is metal</issue>.",
            "<issue>Two clamps were missing from the carton</issue>.",
            "<issue>I got somebody else's inverter</issue>.",
            "<issue>What came isn't what I ordered</issue>.",
        ),
        ("What error happened in dispatch?", "Was the content of a package incorrect?"),
    ),
}

REQUESTS = {
    "certificate": Topic(
        ("<request>Please send me the warranty certificate</request>.", "<request>Could I get the certificate for the tax office?</request>"),
        ("Which paper were they after?", "What official document did they want?"),
    ),
    "cancel": Topic(
        (
            "<request>I'm giving notice on the maintenance contract</request>.",
            "<request>Kindly terminate my agreement</request>.",
            "<request>I want out of the contract</request>.",
        ),
        ("Are we about to lose this client?", "Do they intend to leave?"),
    ),
    "inspection": Topic(
        ("<request>I'd like somebody to inspect the roof</request>.", "<request>Could a fitter come by and check the wiring?</request>"),
        ("Did they ask for a visit?", "Is on-site help desired?"),
    ),
    "upgrade": Topic(
        (
            "<request>Put me on {plan}, please</request>.",
            "<request>I want to go up to the {plan} tariff</request>.",
            "<request>Please change my contract to {plan}</request>.",
        ),
        ("Which better package are they after?", "What change of subscription did they seek?"),
    ),
    "reimburse": Topic(
        (
            "<request>I expect to be reimbursed</request>.",
            "<request>Please pay back the {amount} dollars</request>.",
            "<request>Give me my {amount} dollars back</request>.",
        ),
        ("Did they seek a refund?", "What compensation is demanded?"),
    ),
    "quote": Topic(
        ("<request>Please make me an offer for a second battery</request>.", "<request>I'd like a quote for four more panels</request>."),
        ("Is there interest in buying additional kit?", "What sales opportunity is there?"),
    ),
}

CHANNELS = {
    "sms": (
        "<channel>Texts reach me fastest</channel>.",
        "<channel>Drop me a text rather than ringing</channel>.",
        "<channel>Could you send text messages instead?</channel> I'm in meetings.",
        "<channel>No more calls, SMS only please</channel>.",
        "<channel>If you need me, text</channel>.",
    ),
    "email": (
        "<channel>Kindly write me an email for anything else</channel>.",
        "<channel>I'd sooner have it by email</channel>.",
        "<channel>Just email me</channel>, I read it at night.",
        "<channel>E-mail suits me better than the phone</channel>.",
    ),
    "phone": (
        "<channel>Give me a ring instead</channel>, I don't read texts.",
        "<channel>I'd rather you phoned</channel>.",
        "<channel>A call is what I prefer</channel>.",
        "<channel>Do call me, messages get lost</channel>.",
    ),
    "whatsapp": (
        "<channel>Use WhatsApp for me</channel>.",
        "<channel>I'm easiest to catch on WhatsApp</channel>.",
        "<channel>Better to WhatsApp me</channel>.",
    ),
    "post": ("<channel>Send me a proper letter</channel>, please.", "<channel>I want things in the post</channel>, not online."),
    "chat": ("<channel>I like this chat window best for contact</channel>.", "<channel>Let's stick to chat from here on</channel>."),
}

CARRIERS = {
    "ups": ("<carrier>UPS should bring it</carrier>, please.", "<carrier>Could it go via U.P.S.?</carrier>"),
    "dhl": ("<carrier>I want DHL to carry it</carrier>.", "<carrier>Ship via DHL, please</carrier>."),
    "postal": ("<carrier>Let USPS bring it</carrier>.", "<carrier>I'd like the post to deliver it</carrier>."),
}

PLACES = {
    "porch": ("<place>Just put it on the front porch</place>.", "<place>Packages can stay on our porch</place>."),
    "neighbor": ("<place>Give packages to the people next door</place>.", "<place>Hand it to my neighbour if I'm out</place>."),
    "reception": ("<place>The concierge accepts our parcels</place>.", "<place>Please hand it in at reception</place>."),
    "locker": ("<place>I use the parcel locker at the station</place>.", "<place>A locker is the place for my packages</place>."),
}

LINES = {
    "hello": ("Good evening.", "Hiya,", "Dear team,", "Hello hello!", "Morning!", "Greetings,", "Me again."),
    "name": (
        "You're talking to <name>{name}</name>.",
        "<name>{name}</name> is my name.",
        "I am <name>{name}</name>.",
        "The contract holder is <name>{name}</name>, that's me.",
        "My full name's <name>{name}</name>.",
        "Hi, <name>{name}</name> on the line.",
    ),
    "email": (
        "Write to <email>{new_email}</email>.",
        "My mail address is <email>{new_email}</email>.",
        "I can be reached under <email>{new_email}</email>.",
        "E-mail: <email>{new_email}</email>.",
        "The address I read daily is <email>{new_email}</email>.",
        "Please note my email, <email>{new_email}</email>.",
    ),
    "phone": (
        "Try me on <phone>{new_phone}</phone>.",
        "My cell is <phone>{new_phone}</phone>.",
        "Phone: <phone>{new_phone}</phone>.",
        "The best number for me is <phone>{new_phone}</phone>.",
        "You'll get me under <phone>{new_phone}</phone>.",
        "Could you note down my mobile, <phone>{new_phone}</phone>?",
    ),
    "address": (
        "Our house is at <address>{address}</address>.",
        "The panels are at <address>{address}</address>.",
        "You'd find us at <address>{address}</address>.",
        "Address: <address>{address}</address>.",
        "The installation is in <address>{address}</address>, where we live.",
        "Ship it to my home, <address>{address}</address>.",
    ),
    "moved": (
        "As of this week we live at <address>{address}</address>.",
        "Our address has changed to <address>{address}</address>.",
        "We've left the old house; you'll find us at <address>{address}</address> now.",
        "Please correct my address, it's <address>{address}</address> since the move.",
        "I relocated and my home is now <address>{address}</address>.",
        "Forget the old address, we're at <address>{address}</address> these days.",
    ),
    "order": (
        "That would be order <order>{order}</order>.",
        "The number on the slip is <order>{order}</order>, for the order.",
        "Reference: order <order>{order}</order>.",
        "I mean order <order>{order}</order>.",
        "Your mail calls it order <order>{order}</order>.",
        "The order no. is <order>{order}</order>.",
    ),
    "order_wrong": (
        "That's order <misread>{order_wrong}</misread>.",
        "Order no. <misread>{order_wrong}</misread>.",
        "It says order <misread>{order_wrong}</misread> here.",
    ),
    "order_fix": (
        "Hang on, that was the old one, it's <order>{order}</order>.",
        "Wrong paper, sorry. Order <order>{order}</order>.",
        "I misspoke, make that <order>{order}</order>.",
        "Actually no, the right one is <order>{order}</order>.",
        "Pardon, <order>{order}</order> is what I wanted to say.",
        "Not that one. <order>{order}</order> is correct.",
    ),
    "account": (
        "I'm customer on account <account>{account}</account>.",
        "My account no. is <account>{account}</account>.",
        "It's filed under account number <account>{account}</account>.",
        "The account is <account>{account}</account>.",
        "On the letter it says account <account>{account}</account>.",
        "Account number? <account>{account}</account>.",
    ),
    "plan": (
        "My tariff is the <plan>{plan}</plan> plan.",
        "We signed up for <plan>{plan}</plan>, that's our plan.",
        "I'm a <plan>{plan}</plan> plan customer.",
        "The plan we have is <plan>{plan}</plan>.",
        "I'm paying for the <plan>{plan}</plan> plan at the moment.",
        "My current plan: <plan>{plan}</plan>.",
    ),
    "device": (
        "The thing on the wall is a <device>{device}</device>.",
        "Ours is the <device>{device}</device>.",
        "We own a <device>{device}</device>.",
        "I bought the <device>{device}</device> last year.",
        "My model is the <device>{device}</device>.",
        "What I have is a <device>{device}</device>.",
    ),
    "organization": (
        "I look after facilities at <organization>{organization}</organization>.",
        "My employer is <organization>{organization}</organization>.",
        "I represent <organization>{organization}</organization>.",
        "This is for <organization>{organization}</organization>, the firm I work for.",
        "I'm employed at <organization>{organization}</organization>.",
        "We are <organization>{organization}</organization>.",
    ),
    "time": (
        "<time>Ring me before eight in the morning, please</time>.",
        "<time>Weekday evenings are when I'm free to talk</time>.",
        "<time>I can only take calls over lunch</time>.",
        "<time>Never call me before ten</time>.",
        "<time>Late afternoons work well for calls</time>.",
        "<time>Best to catch me after seven at night</time>.",
    ),
    "household": (
        "<household>{count}</household> people live here.",
        "Our household is <household>{count}</household> people.",
        "We live here with <household>{count}</household> of us.",
        "It's a family of <household>{count}</household>.",
    ),
    "language": (
        "<language>I understand Spanish much better</language>.",
        "<language>Is it possible to continue in Spanish?</language>",
        "<language>Please answer me in Spanish</language>.",
    ),
    "spanish": (
        "<tongue>Buenos días</tongue>, la batería no carga desde el lunes. Mi correo electrónico es <email>{new_email}</email>.",
        "<tongue>Hola</tongue>, necesito ayuda con los paneles. Escríbanme a <email>{new_email}</email>, gracias.",
    ),
    "opt_out": (
        "<consent>Please quit mailing me your offers</consent>.",
        "<consent>I withdraw my permission for advertising</consent>.",
        "<consent>Remove me from all mailing lists</consent>.",
        "<consent>I do not consent to being contacted for promotions</consent>.",
        "<consent>Spare me the newsletters from now on</consent>.",
        "<consent>Don't send me any more ads</consent>.",
    ),
    "opt_in": (
        "<consent>I'm happy to receive your offers</consent>.",
        "<consent>Feel free to add me to the mailing list</consent>.",
        "<consent>You have my permission to send me news</consent>.",
    ),
    "angry": (
        "<sentiment>I'm livid</sentiment>.",
        "<sentiment>This is an absolute disgrace</sentiment>.",
        "<sentiment>I have never seen such incompetence</sentiment>.",
        "<sentiment>I've had it up to here with you people</sentiment>!",
        "<sentiment>I hate dealing with this company</sentiment>.",
        "<sentiment>It's a scandal, really</sentiment>.",
    ),
    "delighted": (
        "<sentiment>I couldn't be happier</sentiment>!",
        "<sentiment>Outstanding service, truly</sentiment>.",
        "<sentiment>I'm over the moon with the result</sentiment>.",
        "<sentiment>You're the best company I've dealt with</sentiment>.",
    ),
    "solved": (
        "<resolved>It runs like new</resolved>, many thanks.",
        "Super, <resolved>that did the trick</resolved>.",
        "<resolved>Yes, it's fine now</resolved>.",
        "<resolved>Problem solved</resolved>!",
        "<resolved>It works again</resolved>, you're a star.",
        "<resolved>That has taken care of it</resolved>, thanks.",
        "Right, <resolved>everything is back to normal</resolved>.",
    ),
    "unsolved": (
        "<unresolved>Sadly it's exactly as before</unresolved>.",
        "<unresolved>No luck, still the same error</unresolved>.",
        "<unresolved>It hasn't made any difference</unresolved>.",
        "Nope. <unresolved>It doesn't work</unresolved>.",
        "<unresolved>The problem is still there</unresolved>.",
        "<unresolved>This isn't solved at all</unresolved>.",
    ),
    "promise_customer": (
        "<promise>I'll transfer the money {due}</promise>.",
        "<promise>You'll have my meter reading {due}</promise>.",
        "<promise>I will post the signed papers {due}</promise>.",
        "<promise>I'll upload the pictures {due}</promise>.",
        "<promise>I'm going to send the part back {due}</promise>.",
        "<promise>I'll let you know the serial {due}</promise>.",
    ),
    "reminder": (
        "<issue>Your colleague said I would get {thing}. I didn't</issue>.",
        "<issue>What about {thing}? You gave me your word</issue>.",
        "<issue>I never got {thing} although it was agreed</issue>.",
    ),
    "thanks": ("Thank you kindly.", "Ta!", "Alright, bye then.", "Very good, thanks.", "🙏", "okay", "That's kind of you.", "Have a good one.", "Bye now."),
    "small_talk": (
        "Lovely weather for panels today!",
        "Sorry, the kettle was boiling.",
        "Wait, I have to find a pen.",
        "You sound like you're from up north.",
        "No hurry.",
        "Let me put you on speaker.",
        "Hold the line please.",
    ),
    "question": (
        "Do you install in winter as well?",
        "How much would {plan} cost me?",
        "When does the shop open?",
        "Are panels recyclable?",
        "Is there a waiting list?",
        "Can the {device} be painted?",
    ),
    "hypothetical": (
        "If we relocated to Leeds, could the panels come with us?",
        "Imagine I wanted letters instead of emails, is that possible?",
        "Were I to cancel in spring, what would it cost?",
        "Supposing my number changed, whom would I tell?",
        "What if I had two batteries?",
        "If I were on the top plan, would I pay less?",
    ),
    "other_people": (
        "My brother-in-law claims his inverter is dead.",
        "The brochure says 'text us any time'.",
        "Your ad reads 'I love my battery'.",
        "Somebody in the village told me she moved to you last year.",
        "The installer joked 'I'll be back by Friday'.",
        "My boss thinks phone calls are best.",
    ),
    "negated": (
        "I haven't moved, in case you wonder.",
        "It isn't true that I asked for a refund.",
        "I'm not complaining about the fitter.",
        "No, the battery isn't broken.",
        "I didn't say I wanted calls.",
        "There was never a second account.",
    ),
    "former": (
        "The number 312-555-0101 is from my previous phone, delete it.",
        "We lived on Quarry Hill until 2019.",
        "I once had another tariff, ages ago.",
        "formerly@example.com was my mail years ago, it bounces.",
    ),
    "sarcasm": ("Wonderful, I do so enjoy repeating myself.", "How nice, yet another form.", "Oh brilliant, the famous two-minute wait."),
    "card": (
        "Please debit <card>{card}</card>, it's a credit card.",
        "Here's the credit card: <card>{card}</card>.",
        "The card to use is <card>{card}</card>.",
    ),
    "secret": ("I typed my password, <secret>{secret}</secret>, three times.", "password: <secret>{secret}</secret>"),
    "code": ("Your one-time code was <secret>{code}</secret>.", "The security code I got says <secret>{code}</secret>."),
    "greet": (
        "{company}, you're through to {agent}.",
        "Good to hear from you {first}, I'm {agent}.",
        "{agent} from {company} here, what's up?",
        "Hello {first}! How may I be of service?",
        "You've reached {company}. My name's {agent}.",
        "Hi, thanks for writing to {company}.",
    ),
    "sorry": (
        "That's not how it should be, I'm sorry.",
        "I do apologise. Let me check.",
        "Thank you for bearing with us.",
        "Understandable that you're annoyed.",
        "Let me see what's going on there.",
        "I get it, let me take a look.",
    ),
    "ask_order": (
        "Which order is this about?",
        "May I have your order reference?",
        "Do you happen to have the order number at hand?",
        "What does the delivery slip say?",
    ),
    "ask_contact": ("How may we get back to you?", "Where can we reach you best?", "What way of contact do you prefer?"),
    "ask_more": ("Is there more that would help us?", "Please go on.", "What else should we be aware of?", "Can you give me a bit of background?"),
    "ask_solved": ("Any better?", "Does it run again?", "Can you confirm that it's okay now?", "How does it look now?"),
    "steps": (
        "Please switch the breaker off and on.",
        "Could you read me the code on the display?",
        "I'm pushing a fresh configuration to it.",
        "Try another browser, please.",
        "Open the cover and look at the lamp.",
        "One second, the system is loading.",
    ),
    "noted": ("Thanks, it's written down.", "I've made a note.", "Okay, that's in the system.", "Right.", "Very well.", "I'll let the team know."),
    "readback": (
        "Our records have {name} at {address}, correct?",
        "You told us earlier that texts are best, still right?",
        "So I've got {email} for you.",
        "From your file: you're on the {plan} plan.",
    ),
    "done_refund": (
        "<done>I've sent {amount} dollars back to you</done>.",
        "<done>The amount of {amount} dollars has been credited</done>.",
        "<done>We have reimbursed the {amount} dollars</done>.",
    ),
    "done_fix": (
        "<done>I've sorted that out for you</done>.",
        "<done>It's been repaired from our end</done>.",
        "<done>I have set things straight in the system</done>.",
    ),
    "done_escalated": (
        "<done>I've handed it to our specialists</done>.",
        "<done>I have raised a ticket with engineering</done>.",
        "<done>My team lead has taken over your case</done>.",
    ),
    "promise_agent": (
        "<promise>You will get the part {due}</promise>.",
        "<promise>I'll ring you {due}</promise>.",
        "<promise>We're going to transfer it {due}</promise>.",
        "<promise>A fitter will come {due}</promise>.",
        "<promise>We'll let you know {due}</promise>.",
        "<promise>I promise you'll have the papers {due}</promise>.",
    ),
    "promise_replacement": ("<promise>You'll receive a new one {due}</promise>.", "<promise>I'm going to have a spare shipped {due}</promise>."),
    "promise_callback": ("<promise>My manager will give you a call {due}</promise>.", "<promise>We'll phone you {due}</promise>."),
    "kept_replacement": (
        "<done>The spare unit has been dispatched today</done>, as agreed.",
        "Just to let you know, <done>your new unit is on its way</done>.",
    ),
    "bye": ("All the best!", "Pleasure.", "Don't mention it.", "Happy to help, goodbye.", "See you.", "Enjoy the sunshine!"),
    "menu": (
        "Hello, I'm Sunny! Choose: invoices, faults, moving house, other.",
        "You can type 'person' at any time.",
        "For a broken battery say battery, to change your address say address.",
        "Was I able to help? Please pick yes or no.",
        "Waiting time is about four minutes.",
    ),
    "system": ("{agent} has entered the chat.", "Chat transferred to {agent}.", "The session timed out."),
}

ASKS = {
    "person.name": ("How is this client called?", "With whom are we dealing?"),
    "contact.preferred_channel": (
        "By what means should we get in touch?",
        "How do they like to be contacted?",
        "Which medium suits for an answer?",
        "How shall we get hold of this client?",
    ),
    "contact.preferred_time": ("What part of the day is suitable for a conversation?", "When may one disturb them?"),
    "contact.address": ("Where do they reside?", "What is the location for a delivery van?", "In which town and street are they?"),
    "contact.email": ("Which electronic mailbox is theirs?", "Where would an electronic message go?"),
    "contact.phone": ("Which digits reach them?", "What telephone do they have?"),
    "order.number": ("What purchase reference did they give?", "Which purchase is concerned?"),
    "account.plan": ("Which subscription do they have?", "What package are they paying for?"),
    "device.model": ("What equipment is fitted there?", "Which hardware do they possess?"),
    "account.number": ("What's the client reference?", "Which customer reference do they have?"),
    "organization.name": ("Which business are they with?", "On whose behalf do they act?"),
    "shipping.carrier": ("Which courier should transport their goods?", "Who's to haul boxes to them?"),
    "delivery.place": ("Where may a box be left?", "What should the driver do in their absence?"),
    "household.size": ("How large is the family?", "How many residents are there?"),
    "consent": ("Is marketing allowed?", "What's their stance on commercial messages?"),
    "promise_agent": ("What did our side commit to?", "What do we owe this client?"),
    "promise_customer": ("What are we awaiting from the client?", "What did the client commit to?"),
    "language": ("Which tongue is most comfortable for them?", "Is English what they like to use?"),
    "sentiment": ("Were they in a good or a bad mood?", "What feelings did they show toward us?"),
    "when": ("in {month}", "at some point in {month}", "during {month}"),
    "time_issue": ("What difficulty came up {when}?", "Why did they turn to us {when}?", "What was wrong {when}?"),
    "time_fact": ("What did we learn about their life {when}?", "What personal circumstance was mentioned {when}?"),
    "who_is": ("What's {kin} to this customer?", "Who might {kin} be?", "Tell me about {kin}"),
}

UNANSWERABLE = (
    "What music do they listen to?",
    "Which school did they go to?",
    "Do they take sugar in tea?",
    "What was the price of their house?",
    "Which bank are they with?",
    "Who cuts their hair?",
    "How fast can they run a marathon?",
    "Which film do they love most?",
    "What is their social media handle?",
    "Are they left-handed?",
    "What is their glasses prescription?",
    "Which lottery numbers do they play?",
    "How do they commute to Boston?",
    "Which tennis racket do they own?",
    "What did they eat for breakfast?",
    "Which supermarket do they shop at?",
    "How many siblings does their grandfather have?",
    "Which video game console is theirs?",
    "What is their favourite perfume?",
    "Did they ever climb a mountain?",
)

FIRST_NAMES = (
    "Alma", "Bjorn", "Celeste", "Darius", "Esther", "Floyd", "Gwen", "Harvey", "Isolde", "Jerome", "Katya", "Lionel", "Miriam", "Nigel", "Odette",
    "Percy", "Quinn", "Rhoda", "Stellan", "Thea", "Ursula", "Vance", "Willa", "Xavier", "Yasmin", "Zoran", "Adele", "Boris", "Corinne", "Duncan",
    "Elsie", "Frank", "Gloria", "Hamid", "Irene", "Jonas", "Kirsten", "Luther", "Magda", "Noel", "Opal", "Piotr", "Renata", "Stuart",
)  # fmt: skip
SURNAMES = (
    "Abernathy", "Bostock", "Crane", "Duval", "Engstrom", "Farrow", "Gupta", "Hensley", "Iqbal", "Janssen", "Kirkwood", "Larue", "Mbeki",
    "Norwood", "Orlov", "Pascal", "Quigley", "Rasmussen", "Sutcliffe", "Thorne", "Underhill", "Vasquez", "Wexler", "Yoder", "Zimmer", "Atwater",
    "Birch", "Cordero", "Drummond", "Espinoza", "Fitch", "Greer", "Hobart", "Ingram", "Jessop", "Kapoor", "Lennox", "Mathis", "Nystrom", "Ogden",
    "Partridge", "Renner", "Stroud", "Tully",
)  # fmt: skip

WORDING = Wording(
    company="Kestrel Sun",
    first_names=FIRST_NAMES,
    surnames=SURNAMES,
    agents=("Fay", "Milo", "Sunita", "Gareth", "Bea", "Timur"),
    streets=(
        "Fern Hill Road",
        "Station Street",
        "Cedar Lane",
        "Lakeview Drive",
        "Walnut Street",
        "Pinewood Avenue",
        "River Road",
        "Sycamore Court",
        "Elm Street",
        "Meadow Lane",
    ),
    towns=(
        ("Eugene", "OR", "97401"),
        ("Duluth", "MN", "55802"),
        ("Waco", "TX", "76701"),
        ("Toledo", "OH", "43604"),
        ("Mesa", "AZ", "85201"),
        ("Helena", "MT", "59601"),
        ("Joliet", "IL", "60432"),
        ("Utica", "NY", "13501"),
    ),
    plans=("Sunrise", "Noon", "Zenith"),
    devices=("Halo 3 inverter", "Cask home battery", "Lumen gateway"),
    organizations=("Thistle Brewing", "Northgate Clinic", "Corbel Architects", "Vale Printing"),
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
    asks=ASKS,
    unanswerable=UNANSWERABLE,
    alike=(
        frozenset({"remote", "streamer", "chef", "bus_driver", "b_and_b"}),
        frozenset({"veteran", "retired"}),
        frozenset({"oxygen", "stutter", "colour_blind", "stroke"}),
        frozenset({"grandkids", "baby", "daughter_carer"}),
        frozenset({"gated", "beekeeper"}),
        frozenset({"listed", "flat_roof", "mother_bills", "off_grid"}),
        frozenset({"quiet_visit", "woman_fitter"}),
        frozenset({"step_by_step", "formal", "no_upsell"}),
        frozenset({"late", "wrong_item", "reminder"}),
        frozenset({"slow", "dead"}),
        frozenset({"certificate", "quote", "upgrade"}),
    ),
    apart=("greenhouse", "beekeeper", "flat_roof"),
)
