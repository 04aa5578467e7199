//! Compiles the CUDA kernels to PTX, which the driver translates for its card; nothing to do without the feature.

use std::path::PathBuf;
use std::process::Command;

/// Runs on every card since Ampere, the first with bf16 products.
const VIRTUAL_ARCHITECTURE: &str = "-arch=compute_80";

fn main() {
    println!("cargo::rerun-if-changed=src/card/kernels.cu");
    if std::env::var_os("CARGO_FEATURE_CUDA").is_none() {
        return;
    }
    let nvcc = std::env::var("NVCC").unwrap_or_else(|_| "nvcc".to_owned());
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names the folder")).join("kernels.ptx");
    let status = Command::new(&nvcc)
        .args(["-ptx", VIRTUAL_ARCHITECTURE, "-O3", "--std=c++17", "src/card/kernels.cu", "-o"])
        .arg(&out)
        .status();
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => panic!("{nvcc} could not compile the kernels ({status})"),
        Err(error) => panic!("the feature `cuda` needs NVIDIA's compiler: {nvcc} did not start ({error})"),
    }
}
