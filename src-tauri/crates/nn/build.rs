//! Compiles the CUDA kernels to PTX, which the driver translates for its card; nothing to do without the feature.

use std::error::Error;
use std::path::PathBuf;
use std::process::Command;

/// Runs on every card since Ampere, the first with bf16 products.
const VIRTUAL_ARCHITECTURE: &str = "-arch=compute_80";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/card/kernels.cu");
    if std::env::var_os("CARGO_FEATURE_CUDA").is_none() {
        return Ok(());
    }
    let nvcc = std::env::var("NVCC").unwrap_or_else(|_| "nvcc".to_owned());
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo names no folder")?).join("kernels.ptx");
    let status = Command::new(&nvcc)
        .args(["-ptx", VIRTUAL_ARCHITECTURE, "-O3", "--std=c++17", "src/card/kernels.cu", "-o"])
        .arg(&out)
        .status()
        .map_err(|error| format!("the feature `cuda` needs NVIDIA's compiler: {nvcc} did not start ({error})"))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("{nvcc} could not compile the kernels ({status})").into()),
    }
}
