//! Chat templates from both places they may stand in, and the Jinja that transformers understands.

use isocenter_lm::{ChatMessage, ChatTemplate, Error, TextTokenizer};
use serde_json::{Value, json};

use crate::fixture::{copy_of, edit_json, engine, error_of, pack};

fn template(chat_template: Value) -> Result<ChatTemplate, Error> {
    let folder = copy_of("llama2");
    edit_json(&folder.path().join("tokenizer_config.json"), |config| config["chat_template"] = chat_template);
    let tokenizer = TextTokenizer::open(folder.path()).unwrap();
    ChatTemplate::open(folder.path(), &tokenizer).map(Option::unwrap)
}

fn conversation() -> Vec<ChatMessage> {
    [("system", " Be brief. "), ("user", "Plan?")]
        .map(|(role, content)| ChatMessage { role: role.to_owned(), content: content.to_owned() })
        .to_vec()
}

fn rendered(chat_template: &str) -> String {
    template(chat_template.into()).unwrap().render(&conversation(), true).unwrap()
}

#[test]
fn a_template_in_the_configuration_is_used_with_the_special_tokens() {
    let text = rendered(
        "{{ bos_token }}{% for m in messages %}[{{ m['role'] }}]{{ m.content.strip() }}{{ eos_token }}{% endfor %}",
    );
    assert_eq!(text, "<s>[system]Be brief.</s>[user]Plan?</s>");
}

#[test]
fn of_named_templates_the_default_one_is_used() {
    let named = json!([{"name": "tool_use", "template": "tools"}, {"name": "default", "template": "plain"}]);
    assert_eq!(template(named).unwrap().render(&conversation(), true).unwrap(), "plain");
}

#[test]
fn blocks_on_their_own_line_leave_no_blank_line() {
    assert_eq!(
        rendered(
            "{% for m in messages %}\n    {% if m.role == 'user' %}\n{{ m.content }}\n    {% endif %}\n{% endfor %}\nx"
        ),
        "Plan?\nx"
    );
}

#[test]
fn python_methods_loop_controls_and_namespaces_work() {
    let text = rendered(
        "{% set ns = namespace(n=0) %}{% for m in messages %}{% if m.role.startswith('sys') %}{% continue %}{% endif %}\
         {% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}{{ messages[1:]|length }}{{ messages[0].content|trim }}",
    );
    assert_eq!(text, "11Be brief.");
}

#[test]
fn tools_and_documents_are_given_as_none() {
    assert_eq!(rendered("{{ tools is defined }}{{ tools is not none }}{{ documents is none }}"), "TrueFalseTrue");
    assert_eq!(rendered("{{ strftime_now is defined }}"), "False");
}

#[test]
fn json_is_written_as_python_writes_it() {
    assert_eq!(rendered("{{ messages[1] | tojson }}"), r#"{"role": "user", "content": "Plan?"}"#);
    let indented = rendered("{{ [1, true, none, '<ü>'] | tojson(indent=2) }}");
    assert_eq!(indented, "[\n  1,\n  true,\n  null,\n  \"<ü>\"\n]");
}

#[test]
fn the_generation_prompt_is_there_only_when_asked_for() {
    let template = template("{% if add_generation_prompt %}assistant:{% endif %}".into()).unwrap();
    assert_eq!(template.render(&conversation(), true).unwrap(), "assistant:");
    assert_eq!(template.render(&conversation(), false).unwrap(), "");
}

#[test]
fn what_a_template_refuses_comes_back_in_its_words() {
    let template = template("{{ raise_exception('roles must alternate') }}".into()).unwrap();
    let error = error_of(template.render(&conversation(), true));
    assert!(matches!(&error, Error::ChatTemplate { reason } if reason.contains("roles must alternate")), "{error}");
}

#[test]
fn a_template_that_is_no_jinja_is_refused_on_opening() {
    assert!(matches!(error_of(template("{% for %}".into())), Error::ChatTemplate { .. }));
}

#[test]
fn a_conversation_becomes_prompt_ids_with_one_first_token() {
    let engine = engine(&pack("llama3"));
    let ids = engine.encode_chat(&conversation()).unwrap();
    assert_eq!(ids.iter().filter(|id| **id == 0).count(), 1, "the template's own BOS and no other");
    assert!(ids.contains(&4), "special tokens of the template are tokens, not text");
}

#[test]
fn a_conversation_for_a_model_without_a_template_is_an_error() {
    assert!(matches!(error_of(engine(&pack("llama2")).encode_chat(&conversation())), Error::NoChatTemplate { .. }));
}
