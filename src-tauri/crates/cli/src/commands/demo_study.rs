//! `demo study`.

use isocenter_app::Error;
use isocenter_app::commands::demonstration::{DemonstrationStudyRequest, demonstration_study};

use super::{Format, Session};
use crate::args::DemoStudy;
use crate::output;

pub(super) fn run(session: &Session, arguments: &DemoStudy) -> Result<(), Error> {
    let request = DemonstrationStudyRequest {
        recipes: arguments.recipes.clone(),
        models: arguments.models.clone(),
        out: arguments.out.clone(),
    };
    let made = demonstration_study(&session.application, &request)?;
    match session.format {
        Format::Json => output::print_json(&made)?,
        Format::Words => {
            let cases: Vec<String> = made.cases.iter().map(|(task, n)| format!("{n} for {task}")).collect();
            let study = made.study.display();
            output::print_line(&format!("{study}: {} models, {} cases", made.models, cases.join(", ")));
        }
    }
    Ok(())
}
