//! Invented names and other identifiers, put into the exports so that there is something to remove.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::person::Sex;
use crate::wording::pick;

const MEN: &[&str] = &[
    "Anton", "Bertil", "Carlos", "Dmitri", "Edgar", "Felipe", "Gustav", "Harold", "Ivo", "Jakob", "Kenji", "Lorenzo",
    "Marek", "Nolan", "Oskar", "Pablo", "Rainer", "Stefan", "Tomas", "Viktor",
];
const WOMEN: &[&str] = &[
    "Agnes", "Birgit", "Carmen", "Daria", "Elena", "Frida", "Greta", "Hanna", "Ingrid", "Johanna", "Katrin", "Lucia",
    "Marta", "Nadia", "Olga", "Petra", "Rosa", "Sofia", "Tilda", "Vera",
];
const FAMILIES: &[&str] = &[
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
];

/// A name and the patient's other identifiers.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub first: &'static str,
    pub last: &'static str,
}

impl Identity {
    pub(crate) fn draw(sex: Sex, rng: &mut ChaCha8Rng) -> Self {
        let firsts = match sex {
            Sex::Female => WOMEN,
            Sex::Male => MEN,
        };
        Self { first: any(firsts, rng), last: any(FAMILIES, rng) }
    }
}

/// A family name, for physicians.
pub(crate) fn family(rng: &mut ChaCha8Rng) -> &'static str {
    any(FAMILIES, rng)
}

/// Three capital letters.
pub(crate) fn initials(rng: &mut ChaCha8Rng) -> String {
    (0..3).map(|_| char::from(rng.random_range(b'A'..=b'Z'))).collect()
}

fn any(list: &[&'static str], rng: &mut ChaCha8Rng) -> &'static str {
    pick(list, rng).copied().unwrap_or("Nemo")
}
