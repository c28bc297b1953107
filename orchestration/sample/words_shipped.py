"""The wordings of the shipped world: customers of Brightwater, an invented seller of home internet and the boxes that go with it.

What belongs here: sentences. What does not: who says which, and when (`story`).
"""

from __future__ import annotations

from orchestration.sample.wording import Topic, Wording

FACTS = {
    "deaf": Topic(
        (
            "<fact>I'm deaf in my left ear</fact>, so calls are hard going.",
            "Bear with me, <fact>I'm hard of hearing</fact>.",
            "<fact>I wear hearing aids</fact> and the line crackles.",
        ),
        ("Does this person have trouble following someone on the telephone?", "Any disability the rep must allow for when talking aloud?"),
    ),
    "bakery": Topic(
        (
            "<fact>We run a small bakery</fact> and the card machine hangs off this connection.",
            "<fact>I own a little bakery on the corner</fact>.",
            "<fact>My bakery opens at five every morning</fact>.",
        ),
        ("What line of business are they in?", "How do they earn a living?"),
    ),
    "nights": Topic(
        (
            "<fact>I work nights at the hospital</fact>, so I sleep till two.",
            "<fact>I'm on permanent night shift</fact>.",
            "<fact>I do night shifts as a nurse</fact>.",
        ),
        ("Why might they be asleep during office hours?", "What is unusual about their job schedule?"),
    ),
    "wheelchair": Topic(
        (
            "<fact>I use a wheelchair</fact> and the step at the front is a problem for couriers.",
            "<fact>I'm in a wheelchair</fact>, I can't get down to the kerb.",
            "Just so the engineer knows, <fact>I'm a wheelchair user</fact>.",
        ),
        ("Are there mobility needs a visitor should plan for?", "Can the customer walk to the door?"),
    ),
    "dogs": Topic(
        (
            "<fact>We have two big dogs</fact>, ring before opening the gate.",
            "<fact>I've got two dogs</fact> who bark at everything.",
            "The noise is my dogs, <fact>I keep two labradors</fact>.",
        ),
        ("Which pets are there?", "Are animals in the house?"),
    ),
    "remote": Topic(
        (
            "<fact>I work from home</fact>, so an outage costs me a day.",
            "<fact>I've been working from home since spring</fact>.",
            "<fact>I work remotely for a design studio</fact>.",
        ),
        ("Where do they do their job?", "Does an outage during business hours hurt their income?"),
    ),
    "pension": Topic(
        (
            "<fact>I'm retired and on a fixed pension</fact>.",
            "<fact>I live on my pension</fact>, every dollar counts.",
            "<fact>I'm a pensioner</fact>, so surprise charges hurt.",
        ),
        ("What should we know about their income and stage of life?", "Are they still employed or past that?"),
    ),
    "allergy": Topic(
        ("<fact>My son is allergic to latex</fact>, so no gloves from the engineer please.", "<fact>I'm allergic to latex</fact>, tell whoever comes out."),
        ("Any medical hazard a technician in the house must avoid?", "Which material could make someone there ill?"),
    ),
    "gated": Topic(
        (
            "<fact>We live in a gated community</fact>, the guard has to be told.",
            "<fact>Our building has a doorman</fact> who signs for things.",
            "<fact>There's a locked gate at our place</fact>, so vans get stuck outside.",
        ),
        ("What hinders access for a van?", "How does one get past the entrance of the property?"),
    ),
    "student": Topic(
        ("<fact>I'm a student</fact> so I'm away all summer.", "<fact>I'm in my last year of college</fact>.", "<fact>I study at the state university</fact>."),
        ("Are they enrolled somewhere?", "What stage of education are they in?"),
    ),
    "vegan_cafe": Topic(
        ("<fact>I manage a vegan cafe downtown</fact>.", "<fact>I run a cafe</fact> and guests expect the wifi to work."),
        ("What kind of establishment do they operate?", "Which trade are they in?"),
    ),
    "rural": Topic(
        ("<fact>We live on a farm outside town</fact>, no other provider reaches us.", "<fact>We're out on a farm at the end of a dirt road</fact>."),
        ("Is the home in a remote spot?", "What is the surrounding area of the house like?"),
    ),
    "teacher": Topic(
        (
            "<fact>I teach third grade</fact> and grade papers online.",
            "<fact>I'm a teacher</fact>, I can only talk at lunch.",
            "<fact>I teach at a primary school</fact>.",
        ),
        ("What is their profession?", "Which occupation does this person hold?"),
    ),
    "renting": Topic(
        ("<fact>I'm renting</fact>, so drilling needs the landlord's okay.", "<fact>We rent the flat</fact>, we can't put holes in the wall."),
        ("Do they own the property?", "Is permission needed before mounting hardware?"),
    ),
    "streamer": Topic(
        ("<fact>I stream games for a living</fact>, upload matters more than anything.", "<fact>I make videos for a living</fact> and upload every day."),
        ("Why does outgoing bandwidth matter so much to them?", "What is their source of income?"),
    ),
    "triplets": Topic(
        (
            "<fact>We have triplets at home</fact>, so somebody is always up.",
            "<fact>I've three kids under four</fact>, excuse the noise.",
            "<fact>I have three small children</fact>.",
        ),
        ("How big is the family?", "Are there little ones in the household?"),
    ),
    "blind": Topic(
        (
            "<fact>I'm blind and use a screen reader</fact>, your PDF bill is unreadable for me.",
            "<fact>I have very poor eyesight</fact>, the small print is hopeless.",
        ),
        ("Do documents need an accessible layout?", "What impairment affects how they read our mail?"),
    ),
    "translator": Topic(
        ("<fact>I work as a translator</fact> and send big files.", "<fact>I'm a freelance translator</fact>."),
        ("What is their trade?", "Which profession are they in?"),
    ),
}

RELATIONSHIPS = {
    "husband_bills": Topic(
        (
            "<rel>My husband {kin} handles the bills</rel>.",
            "<rel>My husband {kin} deals with the money side</rel>.",
            "You'd have to ask <rel>my husband {kin}, he pays the bills</rel>.",
        ),
        ("Who in the family looks after payments?", "Whom should we approach about invoices?"),
    ),
    "daughter_carer": Topic(
        (
            "<rel>My daughter {kin} is my carer</rel> and may ask on my behalf.",
            "<rel>My daughter {kin} looks after me</rel>.",
            "<rel>{kin} is my daughter, she helps me with all this</rel>.",
        ),
        ("Is there a relative who may act for them?", "Which family member assists?"),
    ),
    "wife_business": Topic(
        ("<rel>My wife {kin} and I run the shop together</rel>.", "<rel>{kin} is my wife, the shop is in her name</rel>."),
        ("Who is the spouse?", "Is the enterprise shared with a partner?"),
    ),
    "landlord": Topic(
        ("<rel>My landlord {kin} owns the router cabinet</rel>.", "<rel>Our landlord is {kin}</rel>, the cabinet is theirs."),
        ("Who holds the property they live in?", "Whose permission counts for the building?"),
    ),
    "assistant": Topic(
        ("<rel>My assistant {kin} books all my appointments</rel>.", "<rel>{kin} is my assistant and keeps my calendar</rel>."),
        ("Who schedules visits for them?", "Which colleague arranges dates?"),
    ),
    "brother": Topic(
        ("<rel>My brother {kin} lives downstairs</rel> and can let you in.", "<rel>{kin} is my brother, he has a spare key</rel>."),
        ("Who else could open up for a technician?", "Is there a sibling about?"),
    ),
}

EVENTS = {
    "baby": Topic(
        (
            "<event>We had a baby last month</event>, so please no doorbell.",
            "<event>Our baby was born two weeks ago</event>.",
            "<event>We've just had our first baby</event>, nobody sleeps here.",
        ),
        ("What happy news arrived in the family?", "Is there an infant?"),
    ),
    "new_job": Topic(
        ("<event>I started a new job last week</event>.", "<event>I just got a new job across town</event>, my hours are different."),
        ("Did their career change?", "What is different about their employment?"),
    ),
    "wedding": Topic(
        ("<event>We're getting married in June</event>, so my surname will be different.", "<event>I'm getting married this summer</event>."),
        ("Is there a big celebration coming?", "Will their family status alter?"),
    ),
    "surgery": Topic(
        ("<event>I had knee surgery on Monday</event> and can't get to the door.", "<event>I'm just home from surgery</event>, I move slowly."),
        ("Why are they less mobile right now?", "Has there been a hospital stay?"),
    ),
    "lost_job": Topic(
        ("<event>I lost my job in the spring</event>, money is tight.", "<event>I was laid off last month</event>."),
        ("Are they in financial difficulty, and why?", "What setback hit their employment?"),
    ),
    "passed_away": Topic(
        ("<event>My father passed away in January</event>, the account was his.", "<event>My mother died last month</event>, I'm sorting out her contract."),
        ("Has there been a bereavement?", "Why should we be gentle with them?"),
    ),
    "graduated": Topic(
        ("<event>I graduated in May</event>, so the student rate ends I suppose.", "<event>I finished my degree last week</event>."),
        ("Are they done with university?", "What did they achieve academically?"),
    ),
}

LIKES = {
    "paper_bills": Topic(
        (
            "<like>I prefer paper bills</like>.",
            "<like>I'd rather have my bills on paper</like>, I keep a folder.",
            "<like>I like a printed bill</like> I can file.",
        ),
        ("In which form should invoices go out?", "Electronic or physical statements?"),
    ),
    "short_answers": Topic(
        (
            "<like>I like short answers</like>, no essays please.",
            "<like>I prefer it when you keep it brief</like>.",
            "<like>I hate long explanations</like>, just the steps.",
        ),
        ("What style of reply suits them?", "How detailed should we be?"),
    ),
    "no_bot": Topic(
        (
            "<like>I don't like talking to a bot</like>.",
            "<like>I hate chatbots</like>, a person next time please.",
            "<like>I'd much rather talk to a human</like> than to that machine.",
        ),
        ("How do they feel about automated assistants?", "Should we route them straight to staff?"),
    ),
    "same_engineer": Topic(
        ("<like>I'd prefer the same engineer as last time</like>.", "<like>I'd like the same technician again</like>, she knew the wiring."),
        ("Who should be dispatched for the next visit?", "Any wish about which specialist comes?"),
    ),
    "green": Topic(
        ("<like>I prefer refurbished kit</like>, less waste.", "<like>I'd rather get refurbished devices than new ones</like>."),
        ("Do they care for the environment when buying hardware?", "New or second hand?"),
    ),
    "first_name": Topic(
        ("<like>I'd rather you called me by my first name</like>.", "<like>Please don't call me sir</like>, it makes me feel ancient."),
        ("How should they be addressed?", "Formal or informal?"),
    ),
    "black": Topic(
        ("<like>I prefer the black version</like>, white shows every mark.", "<like>I'd rather have it in black</like>."),
        ("What colour would they pick?", "Which finish suits their taste?"),
    ),
}

ISSUES = {
    "slow": Topic(
        (
            "<issue>My internet has been crawling since the weekend</issue>.",
            "<issue>The connection is painfully slow in the evenings</issue>.",
            "<issue>I'm only getting a tenth of the speed I pay for</issue>.",
            "<issue>Web pages take a minute to load</issue>.",
            "<issue>The wifi keeps dropping in the kitchen</issue>.",
        ),
        ("Which technical trouble did they report?", "Was there a complaint about performance?"),
    ),
    "late": Topic(
        (
            "<issue>My parcel was due on Monday and still hasn't come</issue>.",
            "<issue>The delivery never turned up</issue>.",
            "<issue>Tracking has said 'out for delivery' for three days</issue>.",
            "<issue>I'm still waiting for the box you shipped</issue>.",
        ),
        ("What went wrong with shipping?", "Was something overdue to arrive?"),
    ),
    "charged": Topic(
        (
            "<issue>I was charged twice this month</issue>.",
            "<issue>There's a fee on my bill I don't recognise</issue>.",
            "<issue>You took {amount} dollars too much</issue>.",
            "<issue>My bill went up without any warning</issue>.",
        ),
        ("Did they dispute money?", "What was their financial grievance?"),
    ),
    "dead": Topic(
        (
            "<issue>The {device} won't turn on anymore</issue>.",
            "<issue>My {device} is dead, no lights at all</issue>.",
            "<issue>The {device} stopped working after the storm</issue>.",
            "<issue>The {device} restarts by itself every hour</issue>.",
        ),
        ("Which hardware is faulty?", "What equipment let them down?"),
    ),
    "locked": Topic(
        (
            "<issue>I can't log in to my account</issue>.",
            "<issue>The app locked me out</issue>.",
            "<issue>I never get the password reset mail</issue>.",
            "<issue>The website keeps rejecting my sign in</issue>.",
        ),
        ("Was there a problem with access to the portal?", "What credentials trouble did they run into?"),
    ),
    "wrong_item": Topic(
        (
            "<issue>You sent me the wrong cable</issue>.",
            "<issue>I ordered one pod and got three</issue>.",
            "<issue>The box had somebody else's router in it</issue>.",
            "<issue>The power supply was missing from the box</issue>.",
        ),
        ("Was a shipment incorrect?", "What mistake happened in the warehouse?"),
    ),
}

REQUESTS = {
    "invoice": Topic(
        (
            "<request>Could you send me a copy of the last invoice?</request>",
            "<request>I need a copy of my invoice for the accountant</request>.",
            "<request>Please resend the invoice</request>.",
        ),
        ("Which document did they want?", "What paperwork were they after?"),
    ),
    "cancel": Topic(
        (
            "<request>I'd like to cancel my contract</request>.",
            "<request>Please cancel the service at the end of the month</request>.",
            "<request>I want to end my subscription</request>.",
        ),
        ("Do they wish to leave us?", "Is this a churn risk?"),
    ),
    "engineer": Topic(
        (
            "<request>Can you send an engineer out?</request>",
            "<request>I want someone to come and look at it</request>.",
            "<request>Please book a technician for me</request>.",
        ),
        ("Did they want a visit?", "Is help on site wanted?"),
    ),
    "upgrade": Topic(
        (
            "<request>Please move me up to the {plan} plan</request>.",
            "<request>I'd like to switch to {plan}</request>.",
            "<request>Can you put me on {plan} from next month?</request>",
        ),
        ("Which tariff change did they ask for?", "What better package do they want?"),
    ),
    "refund": Topic(
        ("<request>I'd like my money back please</request>.", "<request>Please refund the {amount} dollars</request>.", "<request>I want a refund</request>."),
        ("What compensation did they demand?", "Did they seek repayment?"),
    ),
    "pause": Topic(
        ("<request>Please pause the service while we're abroad</request>.", "<request>Can you freeze my account for August?</request>"),
        ("Was a temporary stop sought?", "Did they ask to suspend anything?"),
    ),
}

CHANNELS = {
    "sms": (
        "<channel>Please text me</channel>, I can't pick up at work.",
        "<channel>Stop calling me, text is fine</channel>.",
        "<channel>I'd rather get a text message</channel> than anything else.",
        "<channel>SMS is the best way to reach me</channel>.",
        "From now on <channel>just text me please</channel>.",
    ),
    "email": (
        "<channel>Email is best for me</channel>.",
        "<channel>Please don't call, send me an email instead</channel>.",
        "<channel>I prefer email</channel>, I like to have it in writing.",
        "<channel>Could you contact me by email from now on?</channel>",
    ),
    "phone": (
        "<channel>Please call me</channel>, I'm no good at typing.",
        "<channel>I prefer a phone call</channel>.",
        "<channel>It's easier if you ring me</channel>.",
        "<channel>Best to phone me</channel>, I never see messages.",
    ),
    "whatsapp": (
        "<channel>WhatsApp works best for me</channel>.",
        "<channel>Please message me on WhatsApp</channel>.",
        "<channel>I'd prefer WhatsApp</channel>, I'm on it all day.",
    ),
    "post": ("<channel>Please write to me by post</channel>.", "<channel>I'd rather have a letter in the mail</channel>."),
    "chat": ("<channel>This chat is the easiest way to reach me</channel>.", "<channel>I prefer using the chat here</channel>."),
}

CARRIERS = {
    "ups": ("<carrier>Please ship it with UPS</carrier>.", "<carrier>I'd rather you used the brown truck</carrier>, they know my gate."),
    "dhl": ("<carrier>Please send it with DHL</carrier>.", "<carrier>DHL is the one I want for parcels</carrier>."),
    "postal": ("<carrier>Send it by the postal service please</carrier>.", "<carrier>I want my parcels to come with USPS</carrier>."),
}

PLACES = {
    "porch": ("<place>Leave parcels on the porch</place>.", "<place>The porch is fine for deliveries</place>."),
    "neighbor": ("<place>Leave it with the neighbor please</place>.", "<place>My neighbor takes parcels for me</place>."),
    "reception": ("<place>Drop parcels at the reception</place>.", "<place>Packages go to the front desk</place>."),
    "locker": ("<place>Use the parcel locker</place>, I'm never in.", "<place>Please deliver to the locker</place>."),
}

LINES = {
    # the customer
    "hello": ("Hi there!", "Hello.", "Good morning,", "Hey,", "Hi, hope you're well.", "Afternoon!", "Hello again."),
    "name": (
        "This is <name>{name}</name>.",
        "My name is <name>{name}</name>.",
        "<name>{name}</name> here.",
        "It's <name>{name}</name> speaking.",
        "I'm <name>{name}</name>.",
        "The name on the account is <name>{name}</name>.",
    ),
    "email": (
        "My email is <email>{new_email}</email>.",
        "You can reach me at <email>{new_email}</email>.",
        "Please use <email>{new_email}</email> for me.",
        "It's <email>{new_email}</email>.",
        "Send it to <email>{new_email}</email>, that's my address for mail.",
        "The best email for me is <email>{new_email}</email>.",
    ),
    "phone": (
        "My number is <phone>{new_phone}</phone>.",
        "You can call me on <phone>{new_phone}</phone>.",
        "My new mobile is <phone>{new_phone}</phone>.",
        "Reach me at <phone>{new_phone}</phone>.",
        "Here's my cell: <phone>{new_phone}</phone>.",
        "The number to use is <phone>{new_phone}</phone>.",
    ),
    "address": (
        "My address is <address>{address}</address>.",
        "I live at <address>{address}</address>.",
        "It should go to <address>{address}</address>.",
        "Please deliver to <address>{address}</address>.",
        "The address for the delivery is <address>{address}</address>.",
        "We're at <address>{address}</address>.",
    ),
    "moved": (
        "We've moved, the new address is <address>{address}</address>.",
        "I moved house last week. My new address is <address>{address}</address>.",
        "Please change my address to <address>{address}</address>.",
        "I no longer live there, I'm now at <address>{address}</address>.",
        "Update for your files: we now live at <address>{address}</address>.",
        "New place! Please send everything to <address>{address}</address> from now on.",
    ),
    "order": (
        "The order number is <order>{order}</order>.",
        "It's about order <order>{order}</order>.",
        "My order is <order>{order}</order>.",
        "Order number <order>{order}</order>.",
        "I placed order <order>{order}</order> two weeks ago.",
        "Look up order <order>{order}</order> please.",
    ),
    "order_wrong": (
        "The order number is <misread>{order_wrong}</misread>.",
        "My order number is <misread>{order_wrong}</misread>.",
        "It's order <misread>{order_wrong}</misread>.",
    ),
    "order_fix": (
        "Sorry, I meant <order>{order}</order>.",
        "Oops, that's wrong, it's <order>{order}</order>.",
        "Correction: order <order>{order}</order>.",
        "No wait, it should be <order>{order}</order>.",
        "My mistake, the order is <order>{order}</order>.",
        "Scratch that, I misread it. It's <order>{order}</order>.",
    ),
    "account": (
        "My account number is <account>{account}</account>.",
        "Account <account>{account}</account>.",
        "The account number on the bill is <account>{account}</account>.",
        "It's account number <account>{account}</account>.",
        "You'll find me under account <account>{account}</account>.",
        "Here's the account number: <account>{account}</account>.",
    ),
    "plan": (
        "I'm on the <plan>{plan}</plan> plan.",
        "I have the <plan>{plan}</plan> plan.",
        "We pay for the <plan>{plan}</plan> plan.",
        "My plan is <plan>{plan}</plan>.",
        "We've been on the <plan>{plan}</plan> plan for a year.",
        "According to the app my plan is <plan>{plan}</plan>.",
    ),
    "device": (
        "I have the <device>{device}</device>.",
        "It's a <device>{device}</device>.",
        "The model is <device>{device}</device>.",
        "I'm using a <device>{device}</device>.",
        "The label says <device>{device}</device>.",
        "We've got the <device>{device}</device>.",
    ),
    "organization": (
        "I work for <organization>{organization}</organization>.",
        "I'm writing on behalf of <organization>{organization}</organization>.",
        "The company is <organization>{organization}</organization>.",
        "I'm with <organization>{organization}</organization>.",
        "I'm calling from <organization>{organization}</organization>.",
        "Our company is called <organization>{organization}</organization>.",
    ),
    "time": (
        "<time>The best time to call is after six in the evening</time>.",
        "<time>Mornings suit me best</time>.",
        "<time>Please only call me in the afternoon</time>.",
        "<time>I'm only reachable before nine</time>.",
        "<time>Evenings are better for me</time>.",
        "<time>Don't ring before noon please</time>.",
    ),
    "household": (
        "There are <household>{count}</household> of us in the house.",
        "We're a family of <household>{count}</household>.",
        "We are <household>{count}</household> people at home.",
        "It's a household of <household>{count}</household>.",
    ),
    "language": (
        "<language>I'd rather speak Spanish if that's possible</language>.",
        "<language>Could someone who speaks Spanish help me?</language>",
        "<language>Spanish is easier for me than English</language>.",
    ),
    "spanish": (
        "<tongue>Hola</tongue>, no me funciona internet desde ayer. Mi correo es <email>{new_email}</email>.",
        "<tongue>Buenas tardes</tongue>, sigo sin conexión en casa. Pueden escribirme a <email>{new_email}</email>.",
    ),
    "opt_out": (
        "<consent>Please take me off your marketing list</consent>.",
        "<consent>Stop sending me promotional emails</consent>.",
        "<consent>I don't want any more advertising from you</consent>.",
        "<consent>Unsubscribe me from the newsletter</consent>.",
        "<consent>Please don't use my details for marketing</consent>.",
        "<consent>No more promotions please, I opt out</consent>.",
    ),
    "opt_in": (
        "<consent>You can send me the newsletter</consent>.",
        "<consent>Yes, I agree to get offers by mail</consent>.",
        "<consent>Sign me up for your newsletter, please</consent>.",
    ),
    "angry": (
        "<sentiment>This is the worst service I have ever had</sentiment>.",
        "<sentiment>I am absolutely furious</sentiment>.",
        "<sentiment>I'm sick and tired of this</sentiment>.",
        "<sentiment>What a complete joke of a company</sentiment>.",
        "<sentiment>I've never been treated so badly</sentiment>.",
        "<sentiment>This is utterly unacceptable</sentiment>!",
    ),
    "delighted": (
        "<sentiment>You people are fantastic</sentiment>!",
        "<sentiment>I absolutely love the service</sentiment>.",
        "<sentiment>Best support I've ever had</sentiment>.",
        "<sentiment>I'm thrilled with how you handled this</sentiment>.",
    ),
    "solved": (
        "<resolved>Yes, that fixed it</resolved>, thank you!",
        "<resolved>It's working again now</resolved>.",
        "Brilliant, <resolved>that solved it</resolved>.",
        "<resolved>All sorted</resolved>, cheers.",
        "<resolved>Everything works now</resolved>, thanks a lot.",
        "<resolved>The problem is gone</resolved>. Thanks!",
        "Just confirming <resolved>it has been fixed</resolved>.",
    ),
    "unsolved": (
        "No, <unresolved>it's still not working</unresolved>.",
        "<unresolved>That didn't help</unresolved>.",
        "<unresolved>Same problem as before</unresolved>, I give up for today.",
        "<unresolved>I've tried that and nothing changed</unresolved>.",
        "<unresolved>It is still broken</unresolved>.",
        "<unresolved>Nobody has been able to fix this</unresolved>.",
    ),
    "promise_customer": (
        "<promise>I'll send you the photos {due}</promise>.",
        "<promise>I will pay the balance {due}</promise>.",
        "<promise>I'll return the old router {due}</promise>.",
        "<promise>I'm going to mail the form back {due}</promise>.",
        "<promise>I'll get you the serial number {due}</promise>.",
        "<promise>I promise to drop it at the depot {due}</promise>.",
    ),
    "reminder": (
        "<issue>You promised me {thing} and it never happened</issue>.",
        "<issue>I was told I'd get {thing}, and nobody bothered</issue>.",
        "<issue>I'm still waiting for {thing} that I was promised</issue>.",
    ),
    "thanks": (
        "Thanks!",
        "Great, thank you.",
        "Ok thanks, bye.",
        "Much appreciated.",
        "Lovely, have a nice day.",
        "ok",
        "👍",
        "Thank you so much for your patience.",
        "Cheers.",
    ),
    "small_talk": (
        "How's your day going?",
        "It's raining cats and dogs here.",
        "Sorry for the slow reply.",
        "One moment please, let me grab my glasses.",
        "Is it still you, {agent}?",
        "Ha, no worries.",
        "Take your time.",
    ),
    "question": (
        "Do you deliver on Sundays?",
        "What does the {plan} plan cost?",
        "Is there a store near the station?",
        "How long does shipping usually take?",
        "Are you open on holidays?",
        "Does the {device} work abroad?",
    ),
    "hypothetical": (
        "If I moved to Leeds, would I keep my number?",
        "Suppose I wanted to be called instead of texted, could you do that?",
        "What would happen if I cancelled next year?",
        "If my email were different, would I lose my history?",
        "Let's say I had a second home, would one plan cover both?",
        "Hypothetically, if I bought a bakery, is there a business plan?",
    ),
    "other_people": (
        "My neighbor says she hates your app.",
        "A friend told me 'I always use the chat'.",
        "The last agent said 'please call us back on Friday'.",
        "My colleague reckons email is best.",
        "Someone on your forum wrote that the router is dead on arrival.",
        "The leaflet says 'we love paper bills'.",
    ),
    "negated": (
        "I never said I wanted to cancel.",
        "I'm not saying the router is broken.",
        "No, I didn't change my address.",
        "It's not that I mind being called.",
        "I don't think I ever gave you a second email.",
        "That's not my order, by the way.",
    ),
    "former": (
        "My old number was 312-555-0100, ignore that one.",
        "I used to live on Quarry Lane, that's ages ago.",
        "Years ago I had the Basic plan.",
        "Back then my email was oldmail@example.com, it's closed.",
    ),
    "sarcasm": ("Oh great, another hour on hold, just what I love.", "Sure, because waiting is my hobby.", "Yeah right, 'lightning fast'."),
    "card": (
        "Take it from my card, <card>{card}</card>.",
        "My card number is <card>{card}</card>.",
        "You can charge <card>{card}</card>.",
    ),
    "secret": ("My password is <secret>{secret}</secret>, can you check it?", "The password I use is <secret>{secret}</secret>."),
    "code": ("The verification code is <secret>{code}</secret>.", "It texted me a code, <secret>{code}</secret>."),
    # the agent
    "greet": (
        "Hi {first}, this is {agent} from {company}. How can I help?",
        "Thank you for contacting {company}, you're speaking with {agent}.",
        "Hello, {agent} here. What can I do for you today?",
        "Welcome to {company} support, my name is {agent}.",
        "Good day {first}, {agent} at {company}.",
        "Thanks for your message, {first}.",
    ),
    "sorry": (
        "I'm sorry to hear that, let me have a look.",
        "That's annoying, I understand.",
        "Oh dear. Give me a second to check.",
        "I see, that shouldn't happen.",
        "Apologies for the trouble.",
        "Thanks for letting us know, let me look into it.",
    ),
    "ask_order": ("Could I have the order number?", "What's the order number please?", "Do you have an order number for me?", "And which order is that about?"),
    "ask_contact": ("What's the best way to reach you?", "How should we contact you about this?", "And how do you want to hear from us?"),
    "ask_more": (
        "Anything else I should know?",
        "Is there anything we should take into account?",
        "Tell me a little more?",
        "Could you describe it a bit more?",
    ),
    "ask_solved": ("Did that help?", "Is it working now?", "Could you check whether it's better?", "Has that solved it for you?"),
    "steps": (
        "Please unplug it for thirty seconds and plug it in again.",
        "Could you hold the reset button for ten seconds?",
        "Try signing in with a private window please.",
        "I'm resetting the line from here, one minute.",
        "Please look for the small hole on the back.",
        "I'm pulling up your details.",
    ),
    "noted": (
        "Noted, thanks.",
        "I've put that in your file.",
        "Got it.",
        "Understood, I'll pass that on.",
        "All right, that's updated.",
        "Perfect, thank you.",
    ),
    "readback": (
        "I can see you live at {address} and prefer email, is that right?",
        "Just to confirm what we have: {name}, {address}.",
        "According to our notes you told us you like short answers.",
        "So that's {name} at {email}, as before?",
    ),
    "done_refund": (
        "<done>I've refunded you {amount} dollars</done>.",
        "<done>I have just issued a refund of {amount} dollars</done>.",
        "<done>The {amount} dollars are back on your account</done>.",
    ),
    "done_fix": (
        "<done>I've put it right for you</done>.",
        "<done>I have fixed it from here</done>.",
        "<done>I've corrected it on our side</done>.",
    ),
    "done_escalated": (
        "<done>I've escalated this to our network team</done>.",
        "<done>I've passed this on to a supervisor</done>.",
        "<done>Your case is now with second line</done>.",
    ),
    "promise_agent": (
        "<promise>I'll send you a replacement {due}</promise>.",
        "<promise>We'll call you back {due}</promise>.",
        "<promise>I will get the refund to you {due}</promise>.",
        "<promise>Our engineer will be with you {due}</promise>.",
        "<promise>You'll have an answer from us {due}</promise>.",
        "<promise>I'm going to email you the invoice {due}</promise>.",
    ),
    "promise_replacement": ("<promise>I'll send you a replacement {due}</promise>.", "<promise>We will ship a new one {due}</promise>."),
    "promise_callback": ("<promise>I'll call you back {due}</promise>.", "<promise>A supervisor will ring you {due}</promise>."),
    "kept_replacement": ("Good news, <done>your replacement went out this morning</done>.", "As promised, <done>we've sent the replacement</done>."),
    "bye": ("Have a nice day!", "Thanks for being a customer, bye.", "You're welcome.", "Anytime!", "Take care.", "Glad to help."),
    # machines
    "menu": (
        "Welcome to {company}! Reply 1 for billing, 2 for orders, 3 for technical help.",
        "I'm Finn, the virtual assistant. Tell me in a few words what it's about.",
        "Press 1 if your internet is slow, press 2 if you moved house.",
        "Did this answer your question? Yes / No",
        "Thanks! All our agents are busy. Your place in the queue: 3.",
    ),
    "system": ("{agent} joined the conversation.", "The conversation was assigned to {agent}.", "Customer was idle for 5 minutes."),
}

ASKS = {
    "person.name": ("What is the customer called?", "Who exactly are we talking to?"),
    "contact.preferred_channel": (
        "How do they want to be reached?",
        "What's the best means of getting hold of this customer?",
        "Which medium should we use to respond?",
        "By which route shall we get in touch?",
    ),
    "contact.preferred_time": ("At which hours can we reach them?", "When is a good moment to get in touch?"),
    "contact.address": ("Where is their home?", "To which location do we ship?", "Which street and city are on file for them?"),
    "contact.email": ("What's their electronic mailbox?", "Which mailbox did they hand us?"),
    "contact.phone": ("Which digits do we dial?", "What is their telephone?"),
    "order.number": ("Which purchase was it about?", "What was the reference of the purchase?"),
    "account.plan": ("Which tariff are they subscribed to?", "What package do they have?"),
    "device.model": ("What hardware do they own?", "Which equipment is installed there?"),
    "account.number": ("What is the client reference on the contract?", "Under which customer reference are they filed?"),
    "organization.name": ("Which firm do they represent?", "Who is their employer?"),
    "shipping.carrier": ("Who should transport packages to them?", "Which courier do they favour?"),
    "delivery.place": ("Where should the driver put a package?", "What to do with a package when nobody opens?"),
    "household.size": ("How many persons live together there?", "What's the headcount of the family?"),
    "consent": ("May we advertise to them?", "What did they say about being on mailing campaigns?"),
    "promise_agent": ("What do we owe them?", "Which pledge did our staff make?"),
    "promise_customer": ("What did the client undertake to do?", "Which pledge did the client make to us?"),
    "language": ("Which tongue do they feel at home in?", "Is English their first choice?"),
    "sentiment": ("How upset or happy were they?", "What mood were they in?"),
    "when": ("in {month}", "back in {month}", "during {month}"),
    "time_issue": ("What went wrong {when}?", "What trouble did they report {when}?", "Why did they contact us {when}?"),
    "time_fact": ("What did they tell us about themselves {when}?", "Which personal detail came up {when}?"),
    "who_is": ("Who is {kin}?", "What do we know about {kin}?", "{kin}: how are they connected to the customer?"),
}

UNANSWERABLE = (
    "What is their favourite football team?",
    "Which blood type do they have?",
    "What car do they drive?",
    "Who is their dentist?",
    "What is their shoe size?",
    "Which airline do they fly with?",
    "What is their mortgage rate?",
    "Which instrument do they play?",
    "Who did they vote for?",
    "What wine do they drink with fish?",
    "What is their passport's expiry date?",
    "How tall are they?",
    "Which gym are they a member of?",
    "What was their maiden name?",
    "Which church do they attend?",
    "What is their star sign?",
    "Which museum did they visit in Rome?",
    "How much do they weigh?",
    "Which newspaper do they subscribe to?",
    "What is the licence plate of their truck?",
)

FIRST_NAMES = (
    "Maya", "Owen", "Priya", "Tomas", "Helen", "Jamal", "Ingrid", "Victor", "Naomi", "Carlos", "Beatrice", "Samir", "Greta", "Dennis", "Lucia",
    "Walter", "Amara", "Felix", "Joanna", "Ravi", "Sylvia", "Marcus", "Elena", "Hugo", "Fatima", "Leonard", "Paula", "Kenji", "Rosa", "Derek",
    "Nadia", "Simon", "Yvonne", "Pablo", "Edith", "Grant", "Mireille", "Anton", "Clara", "Desmond", "Tessa", "Ibrahim", "Wanda", "Curtis",
)  # fmt: skip
SURNAMES = (
    "Holt", "Varga", "Brennan", "Okafor", "Lindqvist", "Castellano", "Pruitt", "Haddad", "Mercer", "Yamada", "Fairbanks", "Osei", "Delgado",
    "Whitlock", "Novak", "Tran", "Hargrove", "Silva", "Kowalski", "Beckett", "Ramaswamy", "Dunmore", "Petrov", "Ellison", "Marsh", "Quintero",
    "Ashford", "Bergstrom", "Calloway", "Demir", "Eastman", "Fontaine", "Gallagher", "Hollis", "Ivanova", "Jardine", "Keller", "Lockwood",
    "Montoya", "Nakamura", "Oduya", "Pemberton", "Rourke", "Salazar",
)  # fmt: skip

WORDING = Wording(
    company="Brightwater",
    first_names=FIRST_NAMES,
    surnames=SURNAMES,
    agents=("Dana", "Kofi", "Mel", "Stefan", "Aisha", "Robin"),
    streets=(
        "Alder Street",
        "Quarry Road",
        "Maple Avenue",
        "Harbor Lane",
        "Willow Drive",
        "Chestnut Street",
        "Mill Road",
        "Prospect Avenue",
        "Juniper Court",
        "Orchard Lane",
    ),
    towns=(
        ("Portland", "OR", "97205"),
        ("Madison", "WI", "53703"),
        ("Austin", "TX", "78701"),
        ("Dayton", "OH", "45402"),
        ("Tucson", "AZ", "85701"),
        ("Boise", "ID", "83702"),
        ("Peoria", "IL", "61602"),
        ("Albany", "NY", "12207"),
    ),
    plans=("Basic", "Plus", "Family"),
    devices=("Ripple R2 router", "Pebble mesh pod", "Shoal 500 modem"),
    organizations=("Harrow Design", "Pinecrest Dental", "Oakline Freight", "Sable Books"),
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
        frozenset({"bakery", "nights", "remote", "pension", "student", "vegan_cafe", "teacher", "streamer", "translator"}),
        frozenset({"student", "graduated"}),
        frozenset({"new_job", "lost_job"}),
        frozenset({"bakery", "vegan_cafe", "wife_business"}),
        frozenset({"deaf", "wheelchair", "allergy", "blind", "surgery"}),
        frozenset({"triplets", "baby", "daughter_carer"}),
        frozenset({"gated", "wheelchair", "dogs", "rural"}),
        frozenset({"renting", "landlord"}),
        frozenset({"green", "black"}),
        frozenset({"short_answers", "no_bot", "first_name"}),
        frozenset({"late", "wrong_item", "reminder"}),
        frozenset({"slow", "dead"}),
        frozenset({"assistant", "brother", "daughter_carer"}),
    ),
    apart=("dogs", "allergy", "rural"),
)
