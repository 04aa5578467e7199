//! What the process environment decides before the first thread and the first window exist: automation, WebKit's sandbox, the display.

/// Set by WebDriver; a build that ships must not let anybody attach by it.
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

/// Why the program does not start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody wants to drive the window of a build that is not the test build.
    Automation,
    /// No display can be opened.
    NoDisplay,
}

impl Refusal {
    /// What happened and what to do.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Automation => {
                "this build cannot be driven by WebDriver — unset TAURI_WEBVIEW_AUTOMATION, or build with the feature `e2e`"
            }
            Self::NoDisplay => {
                "no display can be opened — start it in a desktop session, or use isocenter-cli, which needs none"
            }
        }
    }
}

/// Checks and prepares the environment. To be called first in the program.
///
/// # Errors
/// A [`Refusal`] when the window must not or cannot be shown.
pub fn prepare() -> Result<(), Refusal> {
    let wants_automation = std::env::var_os(AUTOMATION).is_some();
    if wants_automation && cfg!(not(feature = "e2e")) {
        return Err(Refusal::Automation);
    }
    #[cfg(target_os = "linux")]
    {
        linux::forbid_core_dumps();
        if linux::sandbox_works() {
            linux::demand_sandbox();
        }
        if gtk::init().is_err() {
            return Err(Refusal::NoDisplay);
        }
    }
    Ok(())
}

#[cfg(target_os = "linux")]
mod linux {
    use std::process::{Command, Stdio};

    use rustix::process::{Resource, Rlimit, setrlimit};

    /// What WebKitGTK asks of bubblewrap when it starts its web process.
    const PROBE: &[&str] = &[
        "--ro-bind",
        "/",
        "/",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--unshare-user",
        "--unshare-pid",
        "--unshare-uts",
        "--unshare-net",
        "--die-with-parent",
        "true",
    ];

    fn succeeds(program: &str, arguments: &[&str]) -> bool {
        Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Memory holds the vault's key and patients' texts; a crash must not write it to the disk.
    pub(super) fn forbid_core_dumps() {
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        // OK if it fails: the limit was lower already.
        let _ = setrlimit(Resource::Core, none);
    }

    /// Whether WebKit can put its web process into a sandbox here. Where user namespaces are forbidden WebKit would abort the
    /// program instead of going on without.
    pub(super) fn sandbox_works() -> bool {
        succeeds("bwrap", PROBE) && succeeds("xdg-dbus-proxy", &["--version"])
    }

    /// Makes WebKit put the web process into bubblewrap; off by default in Tauri on Linux.
    #[expect(
        unsafe_code,
        reason = "the standard library has no safe way to set a variable that C code of this process reads"
    )]
    pub(super) fn demand_sandbox() {
        // SAFETY: called before the program starts its first thread.
        unsafe { std::env::set_var("WEBKIT_FORCE_SANDBOX", "1") }
    }
}
