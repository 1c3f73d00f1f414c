//! A web server of a journey's own: its site or a file of it can be replaced, damaged and cut off while a page is open.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    sync::{Arc, Mutex},
};

use crate::setting;

/// What is done to a file on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Damage {
    /// It is not there.
    Missing,
    /// Its second half is not there, and the answer does not show it.
    CutOff,
}

/// What the server answers with.
struct State {
    folder: PathBuf,
    is_cut: bool,
    damaged: Option<(&'static str, Damage)>,
    replaced: Option<(&'static str, Vec<u8>)>,
    requests: Vec<String>,
}

/// A server on a port of its own until the process ends.
pub(crate) struct Served {
    url: String,
    state: Arc<Mutex<State>>,
}

impl Served {
    /// Serves the built site.
    #[expect(clippy::disallowed_methods, reason = "this thread runs natively, beside the journey")]
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let state = Arc::new(Mutex::new(State {
            folder: setting("GANGLION_SITE").into(),
            is_cut: false,
            damaged: None,
            replaced: None,
            requests: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A browser that goes away mid-answer is no concern of ours.
                serve(stream, &shared).ok();
            }
        });
        Self { url: format!("http://{address}/a/folder/"), state }
    }

    /// The address of the page.
    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    /// Cuts the network: connections end without an answer.
    pub(crate) fn cut(&self) {
        self.change(|state| state.is_cut = true);
    }

    /// Answers with this instead of one file.
    pub(crate) fn replace(&self, file: &'static str, body: Vec<u8>) {
        self.change(|state| state.replaced = Some((file, body)));
    }

    /// Damages one file.
    pub(crate) fn damage(&self, file: &'static str, damage: Damage) {
        self.change(|state| state.damaged = Some((file, damage)));
    }

    /// Replaces the site by its next version, with one file damaged or none.
    pub(crate) fn update(&self, damaged: Option<(&'static str, Damage)>) {
        self.change(|state| {
            state.folder = setting("GANGLION_NEXT_SITE").into();
            state.damaged = damaged;
        });
    }

    /// The names of the files that were asked for since this was last called.
    pub(crate) fn requests(&self) -> Vec<String> {
        let mut requests = Vec::new();
        self.change(|state| requests = std::mem::take(&mut state.requests));
        requests
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().expect("no thread panics while it holds the state"));
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let Some(name) = requested(&stream)? else { return Ok(()) };
    let body = {
        let mut state = state.lock().expect("no thread panics while it holds the state");
        if state.is_cut {
            return Ok(());
        }
        state.requests.push(name.clone());
        answer(&name, &state)
    };
    let (status, body) = body.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        kind(&name),
        body.len()
    )?;
    stream.write_all(&body)
}

/// Reads the head of a request; returns the name of the file, or none if it is not of this site.
fn requested(stream: &TcpStream) -> io::Result<Option<String>> {
    let mut reader = BufReader::new(stream.take(16 * 1024));
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let path = first.split(' ').nth(1).and_then(|target| target.split('?').next());
    let name = path.and_then(|path| path.strip_prefix("/a/folder/"));
    Ok(name.map(|name| if name.is_empty() { "index.html" } else { name }.to_owned()))
}

fn answer(name: &str, state: &State) -> Option<Vec<u8>> {
    if let Some((_, body)) = state.replaced.as_ref().filter(|(file, _)| *file == name) {
        return Some(body.clone());
    }
    let mut body = fs::read(state.folder.join(name)).ok()?;
    match state.damaged {
        Some((file, Damage::Missing)) if file == name => None,
        Some((file, Damage::CutOff)) if file == name => {
            body.truncate(body.len() / 2);
            Some(body)
        }
        _ => Some(body),
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
