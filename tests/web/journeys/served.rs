//! A web server of a journey's own: its site or a file of it can be replaced, damaged and cut off while a page is open; and a slow line may
//! lead to it, since browsers do not slow down what their workers fetch.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};

use crate::setting;

/// What is done to a file on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Damage {
    /// It is not there.
    Missing,
    /// Its second half is not there, and the answer does not show it.
    CutOff,
}

/// What lies between browser and server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wire {
    /// Nothing.
    Fast,
    /// 1.6 Mbit/s for all answers together, each of which begins after 150 ms.
    Slow,
}

/// Bytes a second of the slow line.
const SLOW_RATE: f64 = 1.6e6 / 8.0;
/// How long each answer takes to begin on it.
const SLOW_LATENCY: Duration = Duration::from_millis(150);
/// Bytes that are sent at once on it.
const PIECE: usize = 2_000;

/// What a host does with large files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Host {
    /// It hands them out as they are.
    Plain,
    /// It packs them with gzip, or hands out what lies packed beside them.
    Compressing,
}

/// A file that was asked for.
#[derive(Clone, Debug)]
pub(crate) struct FileRequest {
    /// Its name, without what stands behind a question mark.
    pub(crate) name: String,
    /// When.
    pub(crate) at: Instant,
    /// Bytes of the answer that were sent, each time.
    sent: Vec<(Instant, usize)>,
}

impl FileRequest {
    /// How many bytes of the answer were sent, until some time or at all.
    pub(crate) fn num_bytes(&self, until: Option<Instant>) -> usize {
        let is_early = |at: Instant| until.is_none_or(|until| at <= until);
        self.sent.iter().filter(|(at, _)| is_early(*at)).map(|(_, num_bytes)| num_bytes).sum()
    }
}

/// What the server answers with.
struct State {
    line: Wire,
    host: Host,
    /// Until when the slow line is taken.
    taken_until: Instant,
    folder: PathBuf,
    is_unpacked: bool,
    is_cut: bool,
    damaged: Option<(&'static str, Damage)>,
    replaced: Option<(&'static str, Vec<u8>)>,
    requests: Vec<FileRequest>,
}

/// A server on a port of its own until the process ends.
pub(crate) struct Served {
    url: String,
    state: Arc<Mutex<State>>,
}

impl Served {
    /// Serves the built site.
    pub(crate) fn start() -> Self {
        Self::start_by(setting("GANGLION_SITE").into(), Wire::Fast, Host::Plain)
    }

    /// Serves the site in a folder, as a host of some kind at the end of a line.
    #[expect(clippy::disallowed_methods, reason = "this thread runs natively, beside the journey")]
    pub(crate) fn start_by(folder: PathBuf, line: Wire, host: Host) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let state = Arc::new(Mutex::new(State {
            line,
            host,
            taken_until: Instant::now(),
            folder,
            is_unpacked: false,
            is_cut: false,
            damaged: None,
            replaced: None,
            requests: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                // A browser that goes away mid-answer is no concern of ours.
                std::thread::spawn(move || serve(stream, &shared).ok());
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

    /// Leaves out the packed files.
    pub(crate) fn withhold_packed(&self) {
        self.change(|state| state.is_unpacked = true);
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
        self.asked().into_iter().map(|asked| asked.name).collect()
    }

    /// The same with all that is known of each.
    pub(crate) fn asked(&self) -> Vec<FileRequest> {
        let mut requests = Vec::new();
        self.change(|state| requests = std::mem::take(&mut state.requests));
        requests
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().expect("no thread panics while it holds the state"));
    }
}

#[expect(clippy::disallowed_methods, reason = "this thread runs natively, beside the journey")]
fn serve(mut stream: TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let Some((name, query)) = requested(&stream)? else { return Ok(()) };
    let (number, line, (body, is_packed)) = {
        let mut state = state.lock().expect("no thread panics while it holds the state");
        if state.is_cut {
            return Ok(());
        }
        state.requests.push(FileRequest {
            name: name.clone(),
            at: Instant::now(),
            sent: Vec::new(),
        });
        (state.requests.len() - 1, state.line, answer(&name, &state))
    };
    let (status, body) = body.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    if line == Wire::Slow {
        std::thread::sleep(SLOW_LATENCY);
    }
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}Cache-Control: {}\r\nConnection: close\r\n\r\n",
        kind(&name),
        body.len(),
        if is_packed { "Content-Encoding: gzip\r\n" } else { "" },
        // As docs/HOSTING.md has it.
        if query.starts_with("v=") { "max-age=31536000, immutable" } else { "no-cache" }
    )?;
    for piece in body.chunks(PIECE) {
        if line == Wire::Slow {
            wait_for_turn(state, piece.len());
        }
        stream.write_all(piece)?;
        let mut state = state.lock().expect("no thread panics while it holds the state");
        // Unless the requests were taken meanwhile.
        if let Some(asked) = state.requests.get_mut(number).filter(|asked| asked.name == name) {
            asked.sent.push((Instant::now(), piece.len()));
        }
    }
    Ok(())
}

/// Waits until the slow line has carried so many bytes more.
#[expect(clippy::disallowed_methods, reason = "this thread runs natively, beside the journey")]
fn wait_for_turn(state: &Mutex<State>, num_bytes: usize) {
    let end = {
        let mut state = state.lock().expect("no thread panics while it holds the state");
        let end = state.taken_until.max(Instant::now())
            + Duration::from_secs_f64(num_bytes as f64 / SLOW_RATE);
        state.taken_until = end;
        end
    };
    std::thread::sleep(end.saturating_duration_since(Instant::now()));
}

/// Reads the head of a request; returns the name of the file and what stands behind it, or none if it is not of this site.
fn requested(stream: &TcpStream) -> io::Result<Option<(String, String)>> {
    let mut reader = BufReader::new(stream.take(16 * 1024));
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let target = first.split(' ').nth(1).unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let name = path.strip_prefix("/a/folder/");
    let name = name.map(|name| if name.is_empty() { "index.html" } else { name }.to_owned());
    Ok(name.map(|name| (name, query.to_owned())))
}

/// The body of an answer, and whether it is packed. What is done to a file is done to its packed one too.
fn answer(name: &str, state: &State) -> (Option<Vec<u8>>, bool) {
    let plain = name.strip_suffix(".gz").unwrap_or(name);
    if let Some((_, body)) = state.replaced.as_ref().filter(|(file, _)| *file == plain) {
        return (Some(if plain == name { body.clone() } else { packed(body) }), false);
    }
    if state.is_unpacked && plain != name {
        return (None, false);
    }
    let read = |name: &str| fs::read(state.folder.join(name)).ok();
    let Some(mut body) = read(name) else { return (None, false) };
    let is_packed = state.host == Host::Compressing && body.len() > 1_000 && is_text(name);
    if is_packed {
        // Sites of older builds have no packed files.
        body = read(&format!("{name}.gz")).unwrap_or_else(|| packed(&body));
    }
    match state.damaged {
        Some((file, Damage::Missing)) if file == plain => (None, false),
        Some((file, Damage::CutOff)) if file == plain => {
            body.truncate(body.len() / 2);
            (Some(body), is_packed)
        }
        _ => (Some(body), is_packed),
    }
}

/// Whether it is text, or as good as text.
fn is_text(name: &str) -> bool {
    let ending = name.rsplit('.').next();
    ending.is_some_and(|ending| ["css", "html", "js", "po", "svg", "wasm"].contains(&ending))
}

/// A body as a host packs it.
fn packed(body: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(body).expect("memory takes all");
    packed.finish().expect("memory takes all")
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
