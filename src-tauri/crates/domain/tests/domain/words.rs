//! Tasks, modalities, prompts and text that must not show.

use isocenter_domain::{Error, Modality, PromptTemplate, Redacted, Task};

#[test]
fn every_task_is_found_by_its_name_and_others_are_refused() {
    for task in Task::ALL {
        assert_eq!(task.to_string().parse::<Task>(), Ok(task));
    }
    assert_eq!("letter".parse::<Task>(), Err(Error::UnknownTask { name: "letter".to_owned() }));
}

#[test]
fn modalities_are_known_by_label_plural_and_the_terms_of_physicians() {
    for modality in Modality::ALL {
        assert_eq!(Modality::from_term(modality.label()), Some(modality));
        assert_eq!(Modality::from_term(modality.plural()), Some(modality));
    }
    for (term, modality) in [
        ("HDR brachy", Modality::Brachytherapy),
        ("Photons", Modality::Photon),
        ("9 MeV e-", Modality::Electron),
        ("IMPT", Modality::Proton),
        ("VMAT", Modality::Photon),
    ] {
        assert_eq!(Modality::from_term(term), Some(modality), "{term}");
    }
}

#[test]
fn a_term_that_names_none_or_two_modalities_is_not_guessed() {
    for term in ["", "neutron", "photon/electron mix", "IMRT or proton", "photonics", "chemotherapy"] {
        assert_eq!(Modality::from_term(term), None, "{term}");
    }
}

#[test]
fn a_prompt_puts_the_diagnosis_in_its_place_once() {
    let template =
        PromptTemplate::new(Task::Regimen, 1, "What is the radiation therapy prescription for this: {diagnosis}")
            .unwrap();
    assert_eq!(template.render("DCIS"), "What is the radiation therapy prescription for this: DCIS");
    assert_eq!(template.render("{diagnosis}"), "What is the radiation therapy prescription for this: {diagnosis}");
    assert_eq!((template.task(), template.version()), (Task::Regimen, 1));
}

#[test]
fn a_template_without_a_place_or_with_two_is_refused() {
    for (template, found) in [("What is it?", 0), ("{diagnosis} {diagnosis}", 2)] {
        assert_eq!(
            PromptTemplate::new(Task::Icd10, 1, template).unwrap_err(),
            Error::TemplatePlaceholder { task: "icd10", found }
        );
    }
}

#[test]
fn redacted_text_shows_its_length_only() {
    let text = Redacted::new("Müller, C61".to_owned());
    assert_eq!(format!("{text:?}"), "Redacted(11 characters)");
    assert_eq!(text.reveal(), "Müller, C61");
    assert_eq!(text.into_inner(), "Müller, C61");
}
