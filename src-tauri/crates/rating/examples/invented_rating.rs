//! An invented letter study of any size: writes its exports, numbers and report into a folder and says how long each step took.
//! `cargo run --release -p isocenter-rating --example invented_rating -- FOLDER [CASES] [RATERS]`
#![expect(clippy::print_stdout, clippy::expect_used, reason = "an example, run by hand")]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::Instant;

use isocenter_rating::{
    Act, Arm, Author, CaseLabel, Entry, EntryId, ItemMeasures, ItemNumber, Ledger, Numbers, Order, PROTOCOL_FORMAT,
    Protocol, Rater, RaterNumber, Rating, ReportFact, ReportParts, Sha256, default_dimensions, default_points,
    numbered_items, report_page, write_numbers_json, write_ratings_csv, write_ratings_json,
};

const SEED: u64 = 7;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("a folder");
    let cases: u32 = arguments.next().map_or(10, |n| n.parse().expect("a number of cases"));
    let raters: u32 = arguments.next().map_or(3, |n| n.parse().expect("a number of raters"));
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let create = |name: &str| BufWriter::new(File::create(folder.join(name)).expect("a file"));

    let protocol = invented_protocol(cases, raters);
    protocol.check().expect("it hangs together");
    let history = timed("rated", || invented_history(&protocol));
    let ledger = timed("read", || Ledger::of(&protocol, history).expect("it can have happened"));
    let numbers = timed("numbers", || Numbers::of(&protocol, &ledger, &invented_measures(&protocol)).expect("numbers"));
    timed("exports", || {
        write_ratings_csv(&protocol, &ledger, create("ratings.csv")).expect("writable");
        write_ratings_json(&protocol, &ledger, create("ratings.json")).expect("writable");
        write_numbers_json(&protocol, &numbers, create("numbers.json")).expect("writable");
    });
    let facts = [ReportFact { name: "Program".into(), value: "an example".into() }];
    let parts = ReportParts {
        protocol: &protocol,
        ledger: &ledger,
        numbers: &numbers,
        is_locked: true,
        facts: &facts,
        made: "never",
    };
    let page = timed("report", || report_page(&parts).expect("a page"));
    std::fs::write(folder.join("report.html"), page).expect("writable");
}

fn timed<T>(what: &str, step: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let done = step();
    println!("{what}: {:.3} s", begin.elapsed().as_secs_f64());
    done
}

fn invented_protocol(cases: u32, raters: u32) -> Protocol {
    let model = |author| Arm { author, model: "Letters demo".into() };
    let arms = [model(Author::Base), model(Author::Tuned), Arm { author: Author::Physician, model: String::new() }];
    let cases = (1..=cases).map(|number| CaseLabel::new(format!("L-{number:04}")));
    let letters: Vec<(CaseLabel, Arm)> =
        cases.flat_map(|case| arms.iter().map(move |arm| (case.clone(), arm.clone())).collect::<Vec<_>>()).collect();
    let mut items = numbered_items(&letters, SEED);
    items.iter_mut().for_each(|item| item.sha256 = Some(Sha256::of(item.number.to_string())));
    let rater = |number| Rater { number: RaterNumber::new(number), name: format!("Physician {number}") };
    Protocol {
        format: PROTOCOL_FORMAT,
        name: "Invented letter study".into(),
        dimensions: default_dimensions(),
        points: default_points(),
        raters: (1..=raters).map(rater).collect(),
        items,
        seed: SEED,
        is_demonstration: true,
    }
}

/// Draws that need no other quality than being the same each time.
fn drawn(words: [u64; 3], end: u64) -> u64 {
    let mixed = words.iter().fold(SEED, |mixed, word| (mixed ^ word).wrapping_mul(6_364_136_223_846_793_005) >> 3);
    (mixed >> 17) % end
}

fn invented_history(protocol: &Protocol) -> Vec<Entry> {
    let mut history = Vec::new();
    for rater in &protocol.raters {
        let order = Order::of(protocol, rater.number).expect("a rater of the protocol");
        for item in order.items() {
            let author = protocol.item(*item).expect("a letter of the protocol").author;
            let middle = if author == Author::Base { 1 } else { 2 };
            let score = |dimension: usize| {
                let words = [u64::from(item.number()), dimension as u64, u64::from(rater.number.number())];
                u8::try_from((middle + drawn(words, 3)).min(4)).expect("1 to 4")
            };
            let scores: Vec<u8> = (0..protocol.dimensions.len()).map(score).collect();
            let rating = Rating::new(protocol, &scores, "", scores[0] == 1).expect("a score for each dimension");
            let id = history.len() as i64 + 1;
            history.push(Entry {
                id: EntryId::new(id),
                rater: rater.number,
                item: *item,
                act: Act::Rated(rating),
                focus_ms: 30_000,
                at_us: id,
                replaces: None,
            });
        }
    }
    history
}

fn invented_measures(protocol: &Protocol) -> BTreeMap<ItemNumber, ItemMeasures> {
    let measured = |item: &isocenter_rating::Item| {
        let chance = drawn([u64::from(item.number.number()), 9, 9], 10);
        let (rouge, unsupported) = if item.author == Author::Base { (0.2, 4) } else { (0.6, 1) };
        let against_own = (item.author != Author::Physician).then_some(rouge + chance as f64 / 50.0);
        let measures = ItemMeasures {
            rouge1: against_own,
            rouge2: against_own.map(|f1| f1 / 2.0),
            rouge_l: against_own.map(|f1| f1 / 1.5),
            claims: 20,
            unsupported,
            contradicted: u32::from(chance == 3),
            missing: Some(unsupported),
            edits: against_own.map(|_| 40 * unsupported),
        };
        (item.number, measures)
    };
    protocol.items.iter().map(measured).collect()
}
