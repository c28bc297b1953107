"""Words of ordinary service talk. What belongs here: closed classes that tell a value from the words around it. What does not: names, places, products."""

from __future__ import annotations

COMMON = frozenset(
    """
    a about above account accounts action active actual actually add added adding address addresses after afternoon again age ago agree ahead aisle all allow almost already alright also always am amount an and another
    answer any anyone anything anyway app application apply appointment appreciate approve are area arrange arrival as ask asked asking assignment assist assistance at available away awaiting awesome aww back bad balance bank
    based basic be because bed been before began being believe below best better between big bill billing birth black blue board boarding book booked booking both bought box break bring broken business but buy by bye bus busy
    cable call called calling calls can cancel cancelled cannot cant car card cards care cash cause center certainly change changed changes channel charge charged charges cheap check checked checking child children choose city claim
    clear clearly click close closed code coffee cold come coming company complete completely concern confirm confirmation confirmed connect contact continue convenient cool copy correct cost could country couple course cover coverage
    credit crack cracked customer damage damaged data date day days dear debit decide definitely delay delete deliver delivered delivery department departure desk detail details device did didnt different digit digits dinner direct
    discount do doctor documents does doesnt doing dollar dollars done dont door down draw drink drive drop due during each early easy economy either else email emergency employee end english enjoy enough enter error estimate etc even
    evening ever every everyone everything exactly excellent exchange excuse expense expenses expired explain extra failed fair family fantastic far fast fault fee feel few fifteen fifty file fill final find fine finish first fit five
    fix flight flights follow food for forget forgot form forward found four free friday friend from front full fully funds further gave get gets getting give given gives giving glad go goes going gone good goodbye got gotta great
    green greetings group had haha hai half hand handle happen happened happy hard has hasnt have havent having he heard hello help helped helpful her here hey hi high him his hit hold home hope hot hotel hour hours house how however
    huge hundred hurry husband i id idea identify if ill im immediately important in inc include included info inform information inside instead insurance internet into invoice is isnt issue issues it item items its itself iam ive ist
    january job july june just keep kind kindly know known large last late later leave left less let lets letter letters like line link list listen little live local location log login long look looking looks lose lost lot love low
    lunch luck made mail main make makes making manage manager many march match may maybe me mean meal mean means meant medium meet meeting member membership mention menu message middle might mind mine minute minutes miss missed
    missing mistake mobile model moment monday money month monthly months more morning most move moved movie much must my myself name named names near need needed needs never new next nice night nights nine no nobody none nope nor
    not note nothing notice now number numbers of off offer office offers oh ok okay okey oky old on once one ones online only open option options or order ordered orders original other others our out outside over own owner
    package paid paper part party pass passport password past pay paying payment payments pending people per perfect perfectly period person personal phone photo pick picked pin place plan plane plans please pls plz plus point
    police policy poor possible post prefer premium preferred price prices print probably problem problems proceed process product proof proper provide provided public purchase put quality question questions quick quickly quite quote
    rate rates reach read ready real really reason receive received recent recently red refer reference refund regarding register registered regular related remember remove rent repair repeat replace replacement reply report
    request require required requires reservation reserve reset resolve response rest return returned right road room round route run sad safe said sale same saturday save saw say saying says screen search seat seats second secure
    security see seem seems seen select sell send sending sent separate september serve service services set seven several shall share she shipping shop short should show showing side sign signed silver simple since single sir
    six size slow small so social software sold some somebody someone something sometimes son soon sorry sound sounds speak special speed spend spoke ssn staff stand standard start started state statement status stay still stolen stop
    store street strong stuff subscription such suggest suit sunday super support suppose supposed sure surely system table take taken takes taking talk tax taxi tell ten terrible test text than thank thankful thanking thanks thankyou that
    thats the their them then there theres these they thing things think thinking third this those though thought thousand three through thursday ticket tickets till time times tired to today together told tomorrow tonight too took
    top total track train transaction transfer transferred travel tried trip trouble true try trying tuesday turn tv twelve twenty two type u ur under understand unfortunately until up update upgrade upon us use used user username using
    usual usually value very via view visit voice wait waiting want wanted wants was wasnt water way we wednesday week weekend weeks welcome well went were what whats when where which while white who whole whom why wife will
    window wish with within without woman won wonder wonderful wont word work worked working works world worry would wouldnt wow write wrong yea yeah year years yellow yep yes yesterday yet you your yours yourself yup zero zip
    absolutely furious angry really upset disappointed frustrated calling interested worried afraid unable unhappy retired allergic pregnant located based aware curious unsure confused happy dead unavailable somewhere anywhere nowhere right still
    hiya gud gd mrng afternoon madam maam mam bro dude guys buddy mate oops ohh ohk hmm hm um uh ah aha ya yaa yah yess thx ty tq tnx byee bubye wifi plan's cellphone laptop keyboard printer mouse monitor phone's signup upgrade
    pizza burger fries chicken cheese soda cola drink drinks salad sauce dessert topping toppings crust sandwich meat fish rice bread soup spicy sweet onions onion tomato tomatoes garlic olives mushrooms pepper peppers bacon beef
    combo spam vegetarian vegan cup bottle cake cookie cream chocolate lemonade juice tea milk beer wine water
    """.split()
)
"""Words that are no name by themselves. A name that is one of these needs a cue and, in cased text, a capital."""

GREETING = frozenset("hi hai hello hey hiya dear good morning evening afternoon day greetings sir madam maam mam team there everyone hii helo hlo".split())
FILLER = frozenset("yes yeah yep ya sure ok okay oh well um uh hmm so it its it's is this thats that's the my and please sir madam thanks thank you no sorry actually".split())
STREETS = "street|st|road|rd|avenue|ave|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|way|highway|hwy|parkway|pkwy|circle|cir|trail|crescent|alley|plaza|nagar|colony|marg|strasse"
MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
STATES = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|"
    "nebraska|nevada|new hampshire|new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|"
    "wisconsin|wyoming|usa|united states|india|canada|australia|uk|united kingdom|england|scotland|ireland|al|ak|az|ar|ca|co|ct|de|fl|ga|hi|id|il|ia|ks|ky|la|md|ma|mi|mn|ms|mo|mt|ne|nv|nh|nj|nm|ny|nc|nd|oh|ok|or|pa|ri|sc|sd|tn|tx|ut|vt|va|wa|wv|wi|wy"
)
DIGITS = {"zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"}
TIMES = {"double": 2, "triple": 3, "treble": 3}
PROVIDERS = r"g+[ma]{1,3}[il]{1,4}|yahoo|hotmail|outlook|icloud|aol|msn|rediffmail|rediff|ymail|protonmail|gmx"
