//! Invented persons and the ways their identifiers are written. `¦` stands around the identifier itself where context
//! is part of the form.

use isocenter_redact::identify::{IdentifierClass, KnownValues};
use jiff::civil::Date;
use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

pub const BEFORE: &[&str] = &[
    "62 y/o M, adenoca prostate cT2aN0M0, iPSA 7.8. ",
    "SCC Rt BOT cT2N1M0 HPV/p16+, 5 pk-yr; ",
    "IDC gr 2, ER Pos, ",
    "DCIS R breast, HG, margins 3mm - ",
    "",
    "NSCLC adeno stage IV\n",
    "GBM Lt temporal IDH-wt (",
    "HCC 3.2 cm, Child-Pugh A5, AFP 40; note: ",
];
pub const BEHIND: &[&str] = &[
    ". KPS 90, no other illness.",
    ", stable, PSA 4.1",
    "; 4/12 cores",
    "\nECOG 1",
    "",
    ") ECOG 2",
    " - see outside records",
    ". Margins neg.",
];

const FIRST: &[&str] = &[
    "Robert",
    "William",
    "Elizabeth",
    "Margaret",
    "Katherine",
    "Richard",
    "James",
    "Joseph",
    "Michael",
    "Thomas",
    "Charles",
    "Edward",
    "Anthony",
    "Daniel",
    "Samuel",
    "Benjamin",
    "Nicholas",
    "Patricia",
    "Frederick",
    "Henry",
    "Susan",
    "Barbara",
    "Deborah",
    "Jennifer",
    "Rebecca",
    "Theresa",
    "Anneliese",
    "Ottokar",
    "Wiebke",
    "Zuzanna",
    "Ignacio",
    "Siobhan",
];
const LAST: &[&str] = &[
    "Abendroth",
    "Bergqvist",
    "Castellano",
    "Dombrowski",
    "Eriksson",
    "Falkenberg",
    "Grzybowski",
    "Haugland",
    "Iversen",
    "Jankovic",
    "Kowalczyk",
    "Lindholm",
    "Marchetti",
    "Nakashima",
    "Okonkwo",
    "Petrescu",
    "Quintero",
    "Rosenqvist",
    "Schreiner",
    "Tikkanen",
    "Ulvestad",
    "Vasquez",
    "Wojcik",
    "Yamaguchi",
    "Zielinski",
    "O'Shaughnessy",
    "Müller-Thurgau",
    "van der Meulen",
    "Abernathy",
    "Featherstone",
    "Papadopoulos",
    "Oyelaran",
    "Brzezinski",
    "Hernández",
    "Sørensen",
    "Nguyen",
    "Lee",
];
const NICKNAMES: &[(&str, &str)] = &[
    ("Robert", "Bob"),
    ("William", "Billy"),
    ("Elizabeth", "Betty"),
    ("Margaret", "Peggy"),
    ("Katherine", "Katie"),
    ("Richard", "Rick"),
    ("James", "Jimmy"),
    ("Joseph", "Joe"),
    ("Michael", "Mike"),
    ("Thomas", "Tommy"),
    ("Charles", "Charlie"),
    ("Edward", "Eddie"),
    ("Anthony", "Tony"),
    ("Daniel", "Danny"),
    ("Samuel", "Sam"),
    ("Benjamin", "Ben"),
    ("Nicholas", "Nick"),
    ("Patricia", "Trish"),
    ("Frederick", "Freddy"),
    ("Henry", "Harry"),
    ("Susan", "Susie"),
    ("Barbara", "Barb"),
    ("Deborah", "Debbie"),
    ("Jennifer", "Jenny"),
    ("Rebecca", "Becky"),
    ("Theresa", "Terry"),
];
const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub struct Person {
    pub first: &'static str,
    pub last: &'static str,
    pub record: String,
    pub phone: String,
    pub born: Date,
}

impl Person {
    pub fn draw(rng: &mut ChaCha8Rng) -> Self {
        Self {
            first: FIRST.choose(rng).unwrap(),
            last: LAST.choose(rng).unwrap(),
            record: rng.random_range(10_000_000..99_999_999_u32).to_string(),
            phone: phone(rng),
            born: any_date(rng, 1925..=2010),
        }
    }

    /// What the export's columns tell.
    pub fn known(&self) -> KnownValues {
        KnownValues::new()
            .with_name(self.first)
            .with_name(self.last)
            .with_value(IdentifierClass::RecordNumber, &self.record)
            .with_value(IdentifierClass::Phone, &self.phone)
            .with_date(self.born)
    }
}

type Make = fn(&Person, usize, &mut ChaCha8Rng) -> String;

/// The direct classes and how they are written.
pub const CLASSES: [(&str, Make); 12] = [
    ("patient's name", patient_name),
    ("other name", other_name),
    ("record number", record_number),
    ("date of birth", birth),
    ("date", any_day),
    ("phone and fax", phone_or_fax),
    ("e-mail and web", online),
    ("social security", social_security),
    ("health plan, account, licence", plan_or_licence),
    ("device and vehicle", device),
    ("unique identifiers", unique),
    ("address and age", address_or_age),
];

fn any_date(rng: &mut ChaCha8Rng, years: std::ops::RangeInclusive<i16>) -> Date {
    Date::new(rng.random_range(years), rng.random_range(1..=12), rng.random_range(1..=28)).unwrap()
}

fn slipped(name: &str, rng: &mut ChaCha8Rng) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = rng.random_range(1..letters.len() - 2);
    match rng.random_range(0..3) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        _ => letters.insert(at, letters[at]),
    }
    letters.into_iter().collect()
}

fn patient_name(person: &Person, index: usize, rng: &mut ChaCha8Rng) -> String {
    let (first, last) = (person.first, person.last);
    let simple = last.rsplit([' ', '-']).next().unwrap();
    let nickname = NICKNAMES.iter().find(|(name, _)| *name == first).map_or(first, |(_, short)| short);
    match index % 30 {
        0 => format!("{first} {last}"),
        1 => format!("{last}, {first}"),
        2 => format!("{} {}", first.to_uppercase(), last.to_uppercase()),
        3 => format!("{}, {}", last.to_uppercase(), first.to_uppercase()),
        4 => format!("Mr. ¦{last}¦"),
        5 => format!("{first}\n{last}"),
        6 => format!("PROS_¦{last}¦_01"),
        7 => format!("¦{last}¦_{}", person.born.year()),
        8 if simple.chars().count() > 5 => {
            let (at, _) = simple.char_indices().nth(3).unwrap();
            format!("{}-\n{}", &simple[..at], &simple[at..])
        }
        9 => format!("{nickname} {last}"),
        10 => format!("spoke with ¦{nickname}¦"),
        11 if simple.chars().count() > 6 => format!("patient ¦{}¦", slipped(simple, rng)),
        12 if first.chars().count() > 6 => format!("{} {last}", slipped(first, rng)),
        13 => format!("¦{last}¦'s wife"),
        14 => format!("{}. {last}", &first[..1])
            .split_once(' ')
            .map(|(initial, last)| format!("{initial} ¦{last}¦"))
            .unwrap(),
        15 => format!("{}{}", first, simple),
        16 => format!("pt ¦{}¦ reports pain", last.to_lowercase()),
        17 => format!("{first}_{last}"),
        18 => format!("¦{simple}¦5Gy"),
        19 => format!("{last},{first}"),
        20 => format!("R.¦{simple}¦"),
        21 => format!("{}_{}", last.to_lowercase(), first.to_lowercase()),
        22 => format!("patient: ¦{} {}¦", last.to_uppercase(), first.to_uppercase()),
        23 => format!("¦{simple}¦PROS"),
        24 => format!("{first} ({last})").replace(['(', ')'], ""),
        25 => format!("{} {}", first.to_lowercase(), last.to_lowercase()),
        26 if simple.chars().count() > 7 => slipped(simple, rng).to_uppercase(),
        27 => format!("Mr ¦{last}¦'s cough"),
        28 => format!("{first}/{last}"),
        _ => format!("{first} Q. {last}"),
    }
}

fn other_name(_: &Person, index: usize, rng: &mut ChaCha8Rng) -> String {
    let (first, last) = (*FIRST.choose(rng).unwrap(), LAST.choose(rng).unwrap().rsplit(' ').next().unwrap());
    match index % 18 {
        0 => format!("Dr. ¦{last}¦"),
        1 => format!("Dr ¦{first} {last}¦"),
        2 => format!("referred by ¦{first} {last}¦"),
        3 => format!("¦{first} {last}¦, MD"),
        4 => format!("wife ¦{first}¦ present"),
        5 => format!("Prof. ¦{last}¦"),
        6 => format!("DR. ¦{}¦", last.to_uppercase()),
        7 => format!("daughter ¦{first} {last}¦ called"),
        8 => format!("Mrs. ¦{last}¦"),
        9 => format!("d/w Dr.\n¦{last}¦"),
        10 => format!("dictated by ¦{first} {last}¦"),
        11 => format!("¦{}. {last}¦, M.D.", &first[..1]),
        12 => format!("husband, ¦{first}¦,"),
        13 => format!("Dr.¦{last}¦"),
        14 => format!("PCP Dr. ¦{first} {last}¦"),
        15 => format!("Drs. ¦{last}¦ and Roe"),
        16 => format!("seen with Dr_¦{last}¦"),
        _ => format!("attending: ¦{first} {last}¦"),
    }
}

fn record_number(person: &Person, index: usize, rng: &mut ChaCha8Rng) -> String {
    let other = rng.random_range(100_000..99_999_999_u32);
    let own = &person.record;
    match index % 18 {
        0 => own.clone(),
        1 => format!("MRN ¦{other}¦"),
        2 => format!("MRN: ¦{other:08}¦"),
        3 => format!("{}-{}", &own[..4], &own[4..]),
        4 => format!("plan_¦{own}¦_a"),
        5 => format!("MR# ¦{other}¦"),
        6 => format!("medical record no. ¦{other}¦"),
        7 => format!("pt id ¦{other}¦"),
        8 => format!("{} {} {}", &own[..2], &own[2..5], &own[5..]),
        9 => format!("mrn#¦{other}¦"),
        10 => format!("ID¦{own}¦"),
        11 => format!("MRN¦{other}¦"),
        12 => format!("MRN=¦{other}¦"),
        13 => format!("mrn no ¦{other}¦"),
        14 => format!("Patient ID: ¦{other}¦"),
        15 => format!("00{own}"),
        16 => format!("Med Rec # ¦{other}¦"),
        _ => format!("MRN_¦{other}¦"),
    }
}

fn birth(person: &Person, index: usize, _: &mut ChaCha8Rng) -> String {
    let (year, month, day) = (person.born.year(), person.born.month(), person.born.day());
    let name = MONTHS[usize::try_from(month - 1).unwrap()];
    match index % 12 {
        0 => format!("DOB {month}/{day}/{year}").replacen(' ', " ¦", 1) + "¦",
        1 => format!("born ¦{day} {name} {year}¦"),
        2 => format!("{day:02}{month:02}{year}"),
        3 => format!("DOB: ¦{year}-{month:02}-{day:02}¦"),
        4 => format!("dob ¦{month}/{day}/{:02}¦", year % 100),
        5 => format!("* ¦{day:02}.{month:02}.{year}¦"),
        6 => format!("{month:02}{day:02}{year}"),
        7 => format!("x_¦{year}{month:02}{day:02}¦"),
        8 => format!("DOB ¦{month}.{day}.{:02}¦", year % 100),
        9 => format!("DOB¦{month:02}/{day:02}/{year}¦"),
        10 => format!("b. ¦{month}-{day}-{year}¦"),
        _ => format!("{}-{}-{}", day, name[..3].to_uppercase(), year),
    }
}

fn any_day(_: &Person, index: usize, rng: &mut ChaCha8Rng) -> String {
    let written = any_date(rng, 1990..=2024);
    let (year, month, day) = (written.year(), written.month(), written.day());
    let name = MONTHS[usize::try_from(month - 1).unwrap()];
    let short = &name[..3];
    match index % 22 {
        0 => format!("{month:02}/{day:02}/{year}"),
        1 => format!("{year}-{month:02}-{day:02}"),
        2 => format!("{day:02}.{month:02}.{year}"),
        3 => format!("{name} {day}, {year}"),
        4 => format!("{day} {name} {year}"),
        5 => format!("{short} {year}"),
        6 => format!("Plan_¦{year}-{month:02}-{day:02}¦"),
        7 => format!("C1_¦{day}{short}{year}¦"),
        8 => format!("LBRST_¦{month}/{day}/{year}¦"),
        9 => format!("{year}{month:02}{day:02}"),
        10 => format!("{month}/{day}/{:02}", year % 100),
        11 => format!("{day}-{}-{:02}", short.to_uppercase(), year % 100),
        12 => format!("{name} {day}th, {year}"),
        13 => format!("seen on ¦{month}/{day}¦"),
        14 => format!("{year}-{month:02}-{day:02} 08:30:00"),
        15 => format!("{} {day} {year}", short.to_lowercase()),
        16 => format!("{name}, {year}"),
        17 => format!("the ¦{day}th of {name} {year}¦"),
        18 => format!("{month}/{year}"),
        19 => format!("{day}.{month}.{year}"),
        20 => format!("{year}/{month}/{day}"),
        _ => format!("{day} {short}\n{year}"),
    }
}

fn phone(rng: &mut ChaCha8Rng) -> String {
    format!("{}-{}-{:04}", rng.random_range(200..999), rng.random_range(200..999), rng.random_range(0..10_000))
}

fn phone_or_fax(person: &Person, index: usize, rng: &mut ChaCha8Rng) -> String {
    let number = phone(rng);
    let digits = number.replace('-', "");
    match index % 13 {
        0 => number,
        1 => number.replace('-', "."),
        2 => format!("({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..]),
        3 => format!("+1 {number}"),
        4 => format!("fax: ¦{number}¦"),
        5 => format!("tel ¦{digits}¦"),
        6 => format!("+49 {} {}", &digits[..3], &digits[3..]),
        7 => person.phone.replace('-', ""),
        8 => format!("({}){}-{}", &digits[..3], &digits[3..6], &digits[6..]),
        9 => format!("Phone: ¦{} {} {}¦", &digits[..3], &digits[3..6], &digits[6..]),
        10 => format!("1-{number}"),
        11 => format!("{number} ext. 12"),
        _ => format!("cell_¦{number}¦"),
    }
}

fn online(person: &Person, index: usize, rng: &mut ChaCha8Rng) -> String {
    let name = person.last.replace(|c: char| !c.is_ascii_alphabetic(), "").to_lowercase();
    match index % 5 {
        0 => format!("{name}{}@example.org", rng.random_range(1..99)),
        1 => format!("{}.{name}@mail.example.com", person.first.to_uppercase()),
        2 => format!("https://portal.example.org/p/{}", rng.random_range(1000..9999)),
        3 => format!("www.example.com/{name}"),
        _ => format!(
            "{}.{}.{}.{}",
            rng.random_range(11..255),
            rng.random_range(0..255),
            rng.random_range(0..255),
            rng.random_range(1..255)
        ),
    }
}

fn social_security(_: &Person, index: usize, rng: &mut ChaCha8Rng) -> String {
    let (a, b, c) = (rng.random_range(100..899), rng.random_range(10..99), rng.random_range(1000..9999));
    match index % 4 {
        0 => format!("{a}-{b}-{c}"),
        1 => format!("SSN ¦{a}{b}{c}¦"),
        2 => format!("SSN: ¦{a} {b} {c}¦"),
        _ => format!("id_¦{a}-{b}-{c}¦"),
    }
}

fn plan_or_licence(_: &Person, index: usize, rng: &mut ChaCha8Rng) -> String {
    let digit = |rng: &mut ChaCha8Rng| rng.random_range(1..9_u32);
    match index % 7 {
        0 => format!("{}EG{}-TE{}-MK{}{}", digit(rng), digit(rng), digit(rng), digit(rng), digit(rng)),
        1 => format!("NPI ¦{}¦", rng.random_range(1_000_000_000..1_999_999_999_u32)),
        2 => format!("account no. ¦{}¦", rng.random_range(100_000..9_999_999)),
        3 => format!("insurance id ¦A{}¦", rng.random_range(100_000_000..999_999_999)),
        4 => format!("policy # ¦{}¦", rng.random_range(10_000_000..99_999_999)),
        5 => format!("licence no. ¦{}¦", rng.random_range(100_000..999_999)),
        _ => ["943 476 5919", "AP5836727", "1234567893"].choose(rng).unwrap().to_string(),
    }
}

fn device(_: &Person, index: usize, rng: &mut ChaCha8Rng) -> String {
    let number = rng.random_range(10_000..999_999);
    match index % 6 {
        0 => format!("pacemaker S/N ¦PJN{number}¦"),
        1 => format!("serial no. ¦{number}¦"),
        2 => format!("port SN: ¦A{number}¦"),
        3 => "1M8GDM9AXKP042788".to_owned(),
        4 => format!("plate no. ¦KA-{}¦", number % 10_000 + 10_000),
        _ => format!("serial number ¦H{number}-2¦"),
    }
}

fn unique(_: &Person, index: usize, rng: &mut ChaCha8Rng) -> String {
    let number = rng.random_range(10_000..9_999_999);
    match index % 5 {
        0 => format!("1.2.840.113619.2.{}.{number}", rng.random_range(1..400)),
        1 => format!("accession ¦{number}¦"),
        2 => format!("PatientSer ¦{number}¦"),
        3 => format!("PlanSetupSer: ¦{number}¦"),
        _ => format!("subject id ¦{number}¦"),
    }
}

fn address_or_age(_: &Person, index: usize, rng: &mut ChaCha8Rng) -> String {
    let number = rng.random_range(1..9_999);
    match index % 8 {
        0 => format!("{number} Maple Grove Road"),
        1 => format!("{number} N. Lincoln Ave"),
        2 => format!("PA {:05}", rng.random_range(10_000..99_999)),
        3 => format!("MN, {:05}-1234", rng.random_range(10_000..99_999)),
        4 => format!("¦{}¦ y/o M", rng.random_range(90..109)),
        5 => format!("¦{}¦-year-old", rng.random_range(90..109)),
        6 => "lives in ¦Springfield¦".to_owned(),
        _ => format!("aged ¦{}¦", rng.random_range(90..109)),
    }
}

/// Clinical notation that must stay.
pub fn notation(index: usize, rng: &mut ChaCha8Rng) -> String {
    let n = |rng: &mut ChaCha8Rng, low: u32, high: u32| rng.random_range(low..=high);
    let word = |rng: &mut ChaCha8Rng, words: &[&str]| (*words.choose(rng).unwrap()).to_owned();
    let (a, b) = (n(rng, 1, 12), n(rng, 12, 30));
    match index % 25 {
        0 => format!("cT{}N{}M0", n(rng, 1, 4), n(rng, 0, 3)),
        1 => format!("pT{}a N{}(sn) M0", n(rng, 1, 3), n(rng, 0, 2)),
        2 => format!("AJCC 8th stage {}", word(rng, &["IA", "IIB", "IIIC", "IV"])),
        3 => format!("FIGO I{}{}", word(rng, &["A", "B"]), n(rng, 1, 3)),
        4 => format!("Gleason {x}+{y}={}", n(rng, 6, 10), x = n(rng, 3, 5), y = n(rng, 3, 5)),
        5 => format!("ISUP {}", n(rng, 1, 5)),
        6 => word(rng, &["C50.912", "C61", "C34.11", "Z51.0", "C50912", "D05.11", "C79.51", "G50.0"]),
        7 => format!("{}/3", word(rng, &["8140", "8500", "8070", "9680"])),
        8 => format!("{} Gy in {b} fx", n(rng, 20, 80)),
        9 => format!("{}cGy/{b}", n(rng, 2000, 7000)),
        10 => format!("{a}/{b} nodes positive"),
        11 => format!("{a}/12/{b} nodes"),
        12 => format!("{a}/{b} cores"),
        13 => format!("ECOG {}", n(rng, 0, 4)),
        14 => format!("KPS {}0", n(rng, 5, 10)),
        15 => format!("PSA {}.{}", n(rng, 0, 90), n(rng, 0, 9)),
        16 => format!("V20 = {}%", n(rng, 5, 40)),
        17 => format!("D95 = {}.5%", n(rng, 90, 99)),
        18 => format!("isocenter -{}.25 0.50 {}.35", a, b),
        19 => format!("{} MV", word(rng, &["6", "10", "18"])),
        20 => word(
            rng,
            &[
                "Hodgkin lymphoma",
                "Merkel cell",
                "Paget disease",
                "Ewing sarcoma",
                "Kaposi",
                "Breslow 2.1",
                "Ann Arbor IIA",
                "Child-Pugh A",
                "Masaoka III",
                "Siewert II",
                "Bowen",
                "Wilms tumor",
                "Crohn disease",
                "Graves orbitopathy",
                "Barrett esophagus",
                "Nottingham grade 2",
                "Fuhrman 3",
                "Leydig cell tumor",
                "Deauville 2",
                "Klatskin",
            ],
        ),
        21 => format!("NCT0{}", n(rng, 1_000_000, 9_999_999)),
        22 => format!("RTOG {:04}", n(rng, 100, 1300)),
        23 => format!("{} y/o {}", n(rng, 18, 89), word(rng, &["M", "F", "man", "woman"])),
        _ => format!("PTV_{} {} x {} cm", n(rng, 4000, 7000), n(rng, 1, 9), n(rng, 1, 9)),
    }
}
