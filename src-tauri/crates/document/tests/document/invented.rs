//! Letters of invented departments about invented patients.

use isocenter_document::{Block, Language, LetterDocument};

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn block(heading: Option<&str>, paragraphs: &[&str]) -> Block {
    Block { heading: heading.map(str::to_owned), paragraphs: lines(paragraphs) }
}

pub fn german() -> LetterDocument {
    LetterDocument {
        language: Language::German,
        title: "Abschlussbericht Strahlentherapie".to_owned(),
        letterhead: lines(&[
            "Klinik für Radioonkologie und Strahlentherapie",
            "Universitätsklinikum Beispielstadt · Hauptstraße 1 · 12345 Beispielstadt",
            "Telefon 0123 456-0 · Fax 0123 456-100 · radioonkologie@example.org",
        ]),
        meta: lines(&["Beispielstadt, 12. Juni 2026", "Unser Zeichen: RO-2026-0417", "Patientin: L-0001, 63 Jahre"]),
        blocks: vec![
            block(None, &[
                "Sehr geehrte Frau Kollegin,",
                "wir berichten über Ihre 63-jährige Patientin, die sich vom 4. Mai bis zum 29. Mai 2026 in unserer ambulanten strahlentherapeutischen Behandlung befand.",
            ]),
            block(Some("Diagnose"), &[
                "Invasives duktales Mammakarzinom links, oberer äußerer Quadrant (C50.4), pT1c pN0 (0/2 sn) cM0, G2, ER 95 %, PR 80 %, HER2 negativ, Ki-67 12 %, Erstdiagnose am 3. Februar 2026.",
            ]),
            block(Some("Therapieverlauf"), &[
                "- 24.02.2026: Brusterhaltende Operation mit Sentinel-Lymphknotenbiopsie, R0, minimaler Resektionsabstand 4 mm",
                "- 04.05.–22.05.2026: Hypofraktionierte Bestrahlung der linken Brust in tiefer Inspiration, 40,05 Gy in 15 Fraktionen à 2,67 Gy",
                "- 26.05.–29.05.2026: Sequenzieller Boost auf das Tumorbett, 10,68 Gy in 4 Fraktionen à 2,67 Gy, sodass die Gesamtdosis im Boostvolumen 50,73 Gy betrug (EQD2 ≈ 57,5 Gy für α/β = 4 Gy)",
            ]),
            block(Some("Verträglichkeit"), &[
                "Unter der Behandlung entwickelte sich ein Erythem Grad 1 nach CTCAE v5.0, das unter pflegenden Maßnahmen rückläufig war. Müdigkeit wurde in geringem Ausmaß angegeben. Höhergradige Nebenwirkungen traten nicht auf; die Behandlung konnte ohne Unterbrechung wie geplant durchgeführt werden.",
            ]),
            block(Some("Beurteilung und Empfehlung"), &[
                "Die adjuvante Strahlentherapie wurde regelrecht abgeschlossen. Wir empfehlen die Fortführung der antihormonellen Therapie mit Letrozol 2,5 mg täglich über mindestens fünf Jahre sowie regelmäßige Nachsorgeuntersuchungen nach den geltenden Leitlinien, zunächst vierteljährlich.",
                "Zur Kontrolle der akuten Nebenwirkungen haben wir für den 10. Juli 2026 einen Termin in unserer Ambulanz vereinbart. Für Rückfragen stehen wir Ihnen jederzeit gerne zur Verfügung.",
            ]),
            block(None, &["Mit freundlichen kollegialen Grüßen"]),
        ],
        signature: lines(&["Dr. med. Jörg Müßig", "Facharzt für Strahlentherapie, Oberarzt"]),
        label: "Nur für die Forschung: Dieser Brief wurde mit einem Sprachmodell entworfen und ärztlich geprüft; er ist kein Medizinprodukt und ersetzt kein ärztliches Urteil.".to_owned(),
    }
}

pub fn english() -> LetterDocument {
    LetterDocument {
        language: Language::English,
        title: "End-of-treatment summary: radiotherapy of the left breast".to_owned(),
        letterhead: lines(&[
            "Department of Radiation Oncology",
            "Example University Hospital · 1 Main Street · Exampletown",
            "Phone 0123 456 0 · radonc@example.org",
        ]),
        meta: lines(&["12 June 2026", "Our reference: RO-2026-0417"]),
        blocks: vec![
            block(
                None,
                &[
                    "Dear Dr Miller,",
                    "Thank you for referring this 63-year-old woman, who completed her course of adjuvant radiotherapy in our department on 29 May 2026.",
                ],
            ),
            block(
                Some("Diagnosis"),
                &[
                    "Invasive ductal carcinoma of the left breast, upper outer quadrant (C50.4), pT1c pN0 (0/2 sn) cM0, grade 2, ER 95%, PR 80%, HER2 negative, Ki-67 12%.",
                ],
            ),
            block(
                Some("Radiotherapy"),
                &[
                    "Whole-breast irradiation in deep-inspiration breath hold: 40.05 Gy in 15 fractions of 2.67 Gy, followed by a sequential boost to the tumour bed of 10.68 Gy in 4 fractions of 2.67 Gy.",
                ],
            ),
            block(
                Some("Toxicity"),
                &[
                    "Grade 1 erythema (CTCAE v5.0). No higher-grade toxicity was seen, and treatment was completed without interruption.",
                ],
            ),
            block(
                Some("Plan"),
                &[
                    "- Letrozole 2.5 mg daily for at least five years",
                    "- Review in our clinic on 10 July 2026",
                    "- Annual mammography",
                ],
            ),
            block(None, &["Kind regards,"]),
        ],
        signature: lines(&["Dr Jane Example", "Consultant Radiation Oncologist"]),
        label: "For research only: this letter was drafted with a language model and checked by a physician."
            .to_owned(),
    }
}

/// A letter of about as many pages.
pub fn long(pages: usize) -> LetterDocument {
    let mut letter = german();
    let courses: Vec<Block> = letter.blocks[1..5].to_vec();
    letter.blocks = std::iter::repeat_n(courses, pages * 2 - 1).flatten().collect();
    letter.blocks.extend((0..pages * 2).map(|number| {
        block(
            Some(&format!("Verlauf {number}")),
            &[&format!("Eintrag {number}: Befund unverändert, keine Beschwerden.")],
        )
    }));
    letter
}

/// Hebrew and Arabic words in a letter, alone and among others.
pub fn right_to_left() -> LetterDocument {
    let mut letter = english();
    letter.blocks.truncate(2);
    letter.blocks.push(block(
        Some("שם"),
        &[
            "שלום עולם",
            "The patient signs as דוד כהן and received 54 Gy.",
            "السلام عليكم ورحمة الله",
            "Name in the passport: محمد علي (as written there).",
        ],
    ));
    letter
}
