//! What a tensor is called in a GGUF file and on Hugging Face.

use isocenter_nn::Projection;

use crate::tensor_names::place_of;

/// Per-pair divisors of the rotary frequencies, where a file has them.
pub(crate) const ROPE_FACTORS: &str = "rope_freqs.weight";

const TOP: [(&str, &str); 3] = [
    ("model.embed_tokens.weight", "token_embd.weight"),
    ("model.norm.weight", "output_norm.weight"),
    ("lm_head.weight", "output.weight"),
];
const NORMS: [(&str, &str); 2] = [("input_layernorm", "attn_norm"), ("post_attention_layernorm", "ffn_norm")];

fn projection_name(projection: Projection) -> &'static str {
    match projection {
        Projection::Q => "attn_q",
        Projection::K => "attn_k",
        Projection::V => "attn_v",
        Projection::O => "attn_output",
        Projection::Gate => "ffn_gate",
        Projection::Up => "ffn_up",
        Projection::Down => "ffn_down",
    }
}

/// The GGUF name of a tensor by its Hugging Face name.
pub(crate) fn gguf_name(hugging_face: &str) -> Option<String> {
    if let Some((_, name)) = TOP.iter().find(|(theirs, _)| *theirs == hugging_face) {
        return Some((*name).to_owned());
    }
    let (layer, module) = hugging_face.strip_prefix("model.layers.")?.strip_suffix(".weight")?.split_once('.')?;
    let short = match place_of(hugging_face) {
        Some(place) => projection_name(place.projection),
        None => NORMS.iter().find(|(theirs, _)| *theirs == module).map(|(_, name)| *name)?,
    };
    Some(format!("blk.{layer}.{short}.weight"))
}

/// Whether the rows of this tensor stand in another order in a GGUF file.
pub(crate) fn is_rotated(hugging_face: &str) -> bool {
    place_of(hugging_face).is_some_and(|place| matches!(place.projection, Projection::Q | Projection::K))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_llama_cpp() {
        for (theirs, ours) in [
            ("model.embed_tokens.weight", "token_embd.weight"),
            ("lm_head.weight", "output.weight"),
            ("model.layers.11.self_attn.o_proj.weight", "blk.11.attn_output.weight"),
            ("model.layers.0.mlp.down_proj.weight", "blk.0.ffn_down.weight"),
            ("model.layers.3.input_layernorm.weight", "blk.3.attn_norm.weight"),
            ("model.layers.3.post_attention_layernorm.weight", "blk.3.ffn_norm.weight"),
        ] {
            assert_eq!(gguf_name(theirs).as_deref(), Some(ours));
        }
        assert_eq!(gguf_name("model.layers.0.mlp.q_proj.weight"), None, "the queries live in self_attn");
    }

    #[test]
    fn only_queries_and_keys_are_rotated() {
        let rotated = |name: &str| is_rotated(&format!("model.layers.2.self_attn.{name}.weight"));
        assert!(rotated("q_proj") && rotated("k_proj"));
        assert!(!rotated("v_proj") && !rotated("o_proj"));
    }
}
