"""What the factsheets of `cases` say: texts of our own, as long and as various as those of real ones."""

DEFINITION = (
    "Samenwerkend Toezicht Jeugd (STJ) verstaat onder een gezin met geringe sociale redzaamheid een gezin met "
    "chronische problemen op meerdere leefgebieden (minimaal vier), waarvan de ouders niet in staat zijn deze "
    "problemen zelf op te lossen.\n\n"
    "Kinderen van dat gezin lopen hierdoor permanent risico’s en/of ondervinden problemen. Het gezin kent vaak een "
    "historie van – vastgelopen – hulpverleningstrajecten die niet tot het gewenste resultaat hebben geleid.\n\n"
    "- Gezin: omvat één of meerdere ouders, één of meerdere kinderen;\n"
    "- Chronisch: de problematiek is blijvend, maar kan wel in intensiteit fluctueren;\n"
    "- Leefgebieden: gezin, wonen, werk, inkomen, gezondheid, onderwijs en veiligheid."
)

# Which indicators stand under which heading, in the order of the framework GGSR.
INDICATORS = {
    "Toeleiding": (
        "Alle netwerkpartners hanteren dezelfde omschrijving van GGSR",
        "De gemeente heeft zicht op de populatie GGSR",
    ),
    "Gezin centraal": (
        "Binnen de aanpak is de behoefte van het gezin uitgangspunt bij het bepalen wat nodig is",
    ),
    "Aanpak": (
        "De gemeente zorgt voor een gezamenlijke visie op de aanpak voor GGSR",
        "De netwerkpartners hebben gezamenlijke doelen geformuleerd ten aanzien van de aanpak van GGSR",
        "De gemeente evalueert de resultaten van de aanpak. Op basis van de evaluatie wordt het beleid "
        "gecontinueerd dan wel bijgesteld",
        "De regisseur is voldoende toegerust om zijn functie uit te oefenen",
        "De doorzettingsmacht voor de regisseur is geregeld",
        "Uitgangspunt bij de aanpak is dat deze betrekking heeft op de problemen van alle gezinsleden en op alle "
        "leefgebieden",
        "Uitgangspunt bij de aanpak is dat outreachend wordt gewerkt",
        "Uitgangspunt bij de aanpak is dat het gezin niet wordt losgelaten",
    ),
    "Samenwerking": (
        "Bij stagnatie van de intensieve zorg en ondersteuning op casusniveau zijn opschalingsmogelijkheden geregeld",
        "Er zijn samenwerkingsafspraken gemaakt over de aanpak",
        "De netwerkpartners geven hun medewerkers de bevoegdheid om beslissingen te nemen over de intensieve zorg en "
        "ondersteuning voor de gezinnen",
        "Netwerkpartners hebben afspraken gemaakt over het actief delen van informatie",
    ),
    "Continu": (
        "De afspraak is dat de intensieve zorg en ondersteuning doorlopen totdat de problemen zijn opgelost of "
        "beheersbaar zijn",
        "Netwerkpartners zorgen voor beschikbaarheid van zorg en ondersteuning voor de gezinnen binnen de aanpak",
        "Netwerkpartners hebben de afspraak gemaakt dat de intensieve zorg en ondersteuning indien nodig een vervolg "
        "kunnen krijgen",
    ),
}

# What a first test may have said under an X, one text after the other.
FELL_SHORT = (
    "De partners noemen elk een eigen doelgroep. De woningcorporatie gaat uit van overlast, het maatschappelijk werk "
    "van een hulpvraag. In het projectplan staat geen omschrijving waar allen achter staan.",
    "De gemeente weet niet hoeveel gezinnen het betreft en in welke buurten zij wonen.",
    "Wat het gezin zelf wil, komt pas aan de orde als het plan al geschreven is. Twee partners geven aan dat ouders "
    "het plan wel tekenen, maar er niet aan meeschrijven. De gemeente herkent dit en wil hier in de scholing van de "
    "gezinscoaches aandacht aan besteden.",
    "Er is een notitie over jeugdbeleid, maar daarin komt deze groep niet voor.",
    "Iedere organisatie heeft eigen doelen. De gemeente wil schulden terugdringen, de school wil minder verzuim en de "
    "corporatie minder overlast. Die doelen zijn niet naast elkaar gelegd.\n\n"
    "LET OP: in de praktijk spreken regisseurs per gezin wel doelen af. Daarvan is niets op papier gezet.",
    "De gemeente telt het aantal aanmeldingen per kwartaal. Over wat de aanpak bij gezinnen oplevert, is niets "
    "bekend. Er is niet vastgelegd wanneer en door wie er wordt geëvalueerd, en ook niet wat er met de uitkomst "
    "daarvan gebeurt. De ondervraagden geven hier verschillende antwoorden op: volgens de gemeente gebeurt het "
    "jaarlijks, volgens twee partners is het één keer gebeurd en een derde partner weet er niet van.",
    "Regisseurs doen dit werk naast hun gewone taken. Hoeveel gezinnen zij tegelijk begeleiden, is niet begrensd.",
    "De regisseur kan anderen vragen iets te doen, maar niet besluiten dat het gebeurt. Wie een knoop doorhakt als "
    "partners het oneens zijn, is niet geregeld.",
    "De aanpak kijkt naar opvoeding en inkomen. Gezondheid en onderwijs blijven buiten beeld, net als de jongste "
    "kinderen in het gezin. Eén partner zegt dat er wel naar alle gezinsleden gekeken wordt, maar kan dat niet laten "
    "zien in de plannen die STJ heeft ingezien:\n\n"
    "- in drie van de acht plannen ontbreekt de vader;\n"
    "- in vijf plannen staat niets over wonen;\n"
    "- in geen enkel plan staat wat er is afgesproken met de school.",
    "Medewerkers nodigen gezinnen uit op kantoor. Wie niet komt, krijgt een brief.",
    "Als een gezin niet meer wil meewerken, wordt het dossier na zes weken gesloten. De partners zijn het er niet over "
    "eens of drang dan is toegestaan.",
    "Het is niet duidelijk waar een medewerker terechtkan als de hulp vastloopt. De gemeente verwijst naar het "
    "procesoverleg, maar dat komt alleen bijeen als er iets te bespreken is. Partners lossen het daarom onderling op, "
    "wat volgens hen vaak lukt maar lang duurt.",
    "Er zijn mondelinge afspraken. Een convenant is in voorbereiding.",
    "Of een medewerker zelf mag beslissen, hangt af van de organisatie waarvoor hij werkt. Bij twee partners moet "
    "eerst een leidinggevende instemmen.",
    "Informatie wordt gedeeld als iemand erom vraagt. Er zijn geen afspraken over wat partners uit zichzelf melden en "
    "wat zij daarbij aan het gezin vertellen.",
    "De aanpak duurt ten hoogste een half jaar. Daarna gaat het gezin terug naar de gewone hulp, ook als de "
    "problemen nog niet beheersbaar zijn.",
    "Er zijn wachtlijsten van acht tot veertien weken. Voorrang voor deze gezinnen is niet afgesproken.",
    "Over een vervolg wordt per gezin beslist. Een vaste afspraak is er niet.",
)

# What a follow-up may have said under a √.
TAKEN_UP = (
    "Alle partners gebruiken nu de omschrijving van de gemeente. Zij staat in het convenant en in de folder voor "
    "verwijzers, en nieuwe medewerkers krijgen haar bij hun scholing uitgelegd.",
    "De gemeente heeft een wijkscan laten maken. Daaruit blijkt dat het om ongeveer 140 gezinnen gaat, van wie twee "
    "derde in drie buurten woont. De scan wordt ieder jaar in het voorjaar herhaald. Op grond daarvan is het aantal "
    "gezinscoaches per wijk bepaald.",
    "Ieder plan begint met wat het gezin zelf wil bereiken. De ouders zitten bij elk overleg aan tafel en krijgen het "
    "verslag thuis.",
    "De gemeenteraad heeft in mei een visie vastgesteld, die met de partners is geschreven.",
    "In een werkconferentie hebben de partners vier doelen gekozen. Elk doel heeft een eigenaar, en twee keer per jaar "
    "wordt besproken hoe het ermee staat.",
    "De resultaten worden bijgehouden in een monitor. De wethouder bespreekt ze ieder najaar met de partners en meldt "
    "de raad wat er verandert. De eerste keer heeft dat geleid tot een extra team in de binnenstad en tot een vast "
    "spreekuur voor schulden.",
    "Regisseurs hebben hiervoor achttien uur per week en begeleiden ten hoogste tien gezinnen. Zij volgen een "
    "opleiding van zes dagen en hebben iedere maand intervisie.",
    "De regisseur beslist. Wie het daar niet mee eens is, gaat naar de procesmanager, die binnen een week een besluit "
    "neemt waaraan alle partners zich houden.",
    "Het plan heeft een vast onderdeel per leefgebied en per gezinslid. Blijft iets leeg, dan staat erbij waarom.",
    "Gezinscoaches gaan naar het gezin toe, ook ’s avonds en in het weekend. Wie niet opendoet, krijgt een tweede en "
    "een derde bezoek; pas daarna wordt met de partners besproken wat er nodig is.",
    "Een dossier wordt alleen gesloten als de regisseur en een tweede medewerker het daarover eens zijn. Een half jaar "
    "later belt de regisseur het gezin om te vragen hoe het gaat.",
    "Loopt de hulp vast, dan roept de regisseur binnen vijf werkdagen een overleg bijeen met beslissers van alle "
    "partners. De gemeente heeft daarvoor één telefoonnummer.",
    "Het convenant is in maart door alle elf partners ondertekend, ook door de politie en de scholen.",
    "Alle partners hebben hun medewerkers schriftelijk gemachtigd om in het overleg te beslissen over uren en "
    "voorzieningen tot een vast bedrag.",
    "In een reglement staat wat partners delen, met wie en met welk doel. Het gezin krijgt het mee en tekent ervoor.",
    "De duur is niet meer begrensd. Ieder half jaar wordt bekeken of de hulp nog past.",
    "Er is een gezamenlijk budget waaruit hulp direct kan beginnen, ook als de gewone weg een wachtlijst kent. In het "
    "afgelopen jaar is daar veertien keer gebruik van gemaakt.",
    "Na afloop houdt een vaste medewerker twee jaar contact. Is er weer hulp nodig, dan begint die zonder nieuwe "
    "aanmelding.",
)

STILL_OPEN = (
    "Hier is niets in veranderd. De gemeente wil eerst afwachten wat de nieuwe wet brengt.",
    "Er ligt een voorstel, maar de partners zijn het er nog niet over eens. De gemeente verwacht dat het in het najaar "
    "wordt vastgesteld.",
    "Twee van de zes partners werken op de nieuwe manier. De andere vier wachten op een besluit van hun bestuur.",
)

DEVELOPMENT = (
    "Op 12 november 2014 heeft STJ met de gemeente gesproken over de verbeterpunten uit het factsheet van 2013. Bij "
    "het gesprek waren ook drie partners uit het netwerk aanwezig. De gemeente had vooraf haar nieuwe beleidsplan en "
    "een overzicht van de wijkteams gestuurd.",
    "De aanpak van 2013 bestaat niet meer in dezelfde vorm. Sinds de zomer werken er vijf wijkteams, elk met een "
    "regisseur, twee gezinscoaches en medewerkers van de thuiszorg, de schuldhulp en het onderwijs. Gezinnen kunnen er "
    "zelf terecht, en ook scholen, huisartsen en de woningcorporaties melden gezinnen aan. Binnen drie werkdagen gaat "
    "een medewerker op bezoek.",
    "### De wijkteams",
    "Ieder wijkteam kent zijn buurt. De gemeente heeft daarvoor gegevens over schulden, verzuim en zorg naast elkaar "
    "gelegd, en met bewoners besproken wat zij herkennen. Op grond daarvan verschilt de samenstelling per team: in de "
    "oude wijken zijn er meer medewerkers voor schulden, in de nieuwe wijken meer voor opvoeding. De teams bespreken "
    "iedere week de gezinnen waar het niet goed mee gaat.",
    "Voor deze teams gelden vijf uitgangspunten:\n\n"
    "- hulp begint bij wat het gezin zelf wil en kan;\n"
    "- één gezin heeft één plan en één regisseur, ook als er meer dan drie organisaties bij betrokken zijn;\n"
    "- wie helpt, komt thuis;\n"
    "- wat nodig is, gaat voor op wat gebruikelijk is;\n"
    "- niemand wordt losgelaten zonder dat een ander het overneemt.",
    "### Opschalen",
    "Lukt het een wijkteam niet, dan neemt het *expertteam* het over. Daarin zitten een gedragswetenschapper, een "
    "jurist en een ervaren regisseur. Zij kunnen hulp inzetten die het wijkteam niet heeft, en in het uiterste geval "
    "de Raad voor de Kinderbescherming vragen om een onderzoek. Het expertteam blijft betrokken tot het wijkteam weer "
    "verder kan. In 2014 is dat negentien keer gebeurd.",
    "De gemeente vertelt dat de overgang tijd heeft gekost. Van de 46 gezinnen die in 2013 werden begeleid, zijn er 41 "
    "door een wijkteam overgenomen. Drie gezinnen zijn verhuisd en twee hadden geen hulp meer nodig. Geen gezin heeft "
    "tussentijds zonder regisseur gezeten, zo blijkt uit het overzicht dat STJ heeft ingezien.",
    "STJ heeft niet de hele nieuwe werkwijze getoetst. Bekeken is wat er met de verbeterpunten uit 2013 is gebeurd.",
)

VIEW = (
    "Het college dankt de inspectie voor haar bevindingen. Wij herkennen ons in het beeld dat onze wijkteams goed op "
    "weg zijn, en zien net als de inspectie dat het delen van informatie nog beter kan.\n\n"
    "Wel merken wij op dat het onderzoek plaatsvond toen de teams nog geen half jaar bestonden. Sindsdien is er veel "
    "gebeurd: alle medewerkers zijn geschoold, en met de scholen is een convenant gesloten. Wij nodigen de inspectie "
    "graag uit om dat volgend jaar te komen bekijken."
)
