//! The one window: built in Rust, because only so its guards exist before the first page loads.

use tauri::webview::NewWindowResponse;
use tauri::{App, Url, WebviewWindow, WebviewWindowBuilder};

/// Label of the window in `tauri.conf.json` and in the capability file.
pub const MAIN: &str = "main";

/// Only the application's own pages may load.
fn is_own(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        "http" | "https" if cfg!(windows) => url.host_str() == Some("tauri.localhost"),
        "http" if cfg!(dev) => (url.host_str(), url.port()) == (Some("127.0.0.1"), Some(5173)),
        _ => false,
    }
}

/// Opens the window: no foreign page, no second window, no download, no trace on disk.
///
/// # Errors
/// When the configuration names no main window or the system gives none.
pub fn open(app: &App) -> tauri::Result<WebviewWindow> {
    let config =
        app.config().app.windows.iter().find(|window| window.label == MAIN).ok_or(tauri::Error::WindowNotFound)?;
    let window = WebviewWindowBuilder::from_config(app.handle(), config)?
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .devtools(cfg!(debug_assertions))
        // WebDriver cannot make its session in a private window.
        .incognito(cfg!(not(feature = "e2e")))
        .build()?;
    #[cfg(target_os = "linux")]
    {
        outlive_the_page(&window)?;
        #[cfg(feature = "e2e")]
        echo_console(&window)?;
    }
    Ok(window)
}

/// A page whose process died (a fault of a graphics driver, no memory) is loaded anew instead of leaving an empty window; what it
/// had asked for is stopped, because nobody is left to read the answer.
#[cfg(target_os = "linux")]
fn outlive_the_page(window: &WebviewWindow) -> tauri::Result<()> {
    use crate::handlers::SharedApplication;
    use isocenter_app::commands::cancel_suggestion;
    use tauri::Manager;
    use webkit2gtk::WebViewExt;

    let app = window.app_handle().clone();
    window.with_webview(move |webview| {
        webview.inner().connect_web_process_terminated(move |page, _reason| {
            cancel_suggestion(&app.state::<SharedApplication>());
            page.reload();
        });
    })
}

/// Test build: what the page logs, refusals of the content security policy included, also goes to standard output.
#[cfg(all(feature = "e2e", target_os = "linux"))]
fn echo_console(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{SettingsExt, WebViewExt};
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_enable_write_console_messages_to_stdout(true);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_applications_own_pages_may_load() -> Result<(), Box<dyn std::error::Error>> {
        assert!(is_own(&"tauri://localhost/index.html".parse()?), "the embedded pages");
        for foreign in
            ["https://example.org/", "file:///etc/passwd", "data:text/html,x", "http://127.0.0.1:9/", "about:blank"]
        {
            assert!(!is_own(&foreign.parse()?), "{foreign} is not ours");
        }
        Ok(())
    }
}
