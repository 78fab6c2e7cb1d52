//! kconsole: parse, run, exit code, panic hook. The demo is started here, since no front end knows it.

use std::process::ExitCode;
use std::sync::Arc;

use kconsole::cli::demo::{self as wanted, Addresses};
use kconsole::cli::exit::Failure;
use kconsole::cli::global::Global;
use kconsole::cli::{self, Call};
use kconsole::demo::{Demo, show};
use kconsole::tui;

fn main() -> ExitCode {
    cli::hook_panics();
    match cli::parse() {
        Call::Console(global) => console(&global).unwrap_or_else(|failure| cli::end(Err(failure))),
        Call::Demo(global, args) => demo(&global, &args).unwrap_or_else(|failure| cli::end(Err(failure))),
        Call::Command(global, command) => cli::run(&global, &command),
    }
}

/// The live console, to its end.
fn console(global: &Global) -> Result<ExitCode, Failure> {
    cli::start_log(global)?;
    ended(tui::open(global.settings()?, Box::new(Host(None))))
}

/// The demo, to its end: in the console, or served.
fn demo(global: &Global, args: &wanted::Args) -> Result<ExitCode, Failure> {
    cli::start_log(global)?;
    let options = show::Options::new(&show::Size {
        brokers: args.brokers,
        topics: args.topics,
        partitions: args.partitions,
        groups: args.groups,
    })
    .told(args.seed, args.speed, args.scenario.as_deref());
    let start = |options: &show::Options| Demo::start(options).map_err(|error| Failure::Other(error.to_string()));
    if args.serve {
        let demo = Arc::new(start(&options)?);
        let addresses = Addresses {
            demo: true,
            bootstrap: demo.bootstrap(),
            registry: format!("http://{}", demo.registry()),
            prometheus: format!("http://{}", demo.prometheus()),
        };
        let playing = Arc::clone(&demo);
        return Ok(cli::end(wanted::serve(global, &addresses, move |name| {
            playing.play(name)
        })));
    }
    if let Some(seconds) = args.still {
        return still(global, &options.named(), seconds);
    }
    let demo = start(&options.named())?;
    let settings = global.settings()?.visiting(&guest(&demo));
    ended(tui::open(settings, Box::new(Host(Some(Arc::new(demo))))))
}

/// The demo at a moment of a clock of its own.
fn still(global: &Global, options: &show::Options, seconds: u32) -> Result<ExitCode, Failure> {
    show::hold();
    let demo = Arc::new(Demo::start(options).map_err(|error| Failure::Other(error.to_string()))?);
    let settings = global.settings()?.visiting(&guest(&demo));
    let host = Box::new(Host(Some(Arc::clone(&demo))));
    let still = tui::Still {
        steps: seconds / 5,
        step_ms: 5_000,
        each: Box::new(move |_now| demo.settle()),
    };
    ended(tui::open_still(settings, still, host))
}

/// The demo as the console knows it: started when somebody wants to see it.
struct Host(Option<Arc<Demo>>);

impl tui::Demo for Host {
    fn start(&mut self) -> Result<tui::Guest, String> {
        let demo = match self.0.take() {
            Some(demo) => demo,
            None => Arc::new(Demo::start(&show::Options::default().named()).map_err(|error| error.to_string())?),
        };
        Ok(guest(self.0.insert(demo)))
    }

    fn scenarios(&self) -> Vec<String> {
        wanted::SCENARIOS.map(str::to_owned).to_vec()
    }

    fn play(&mut self, name: &str) -> Result<(), String> {
        match &self.0 {
            Some(demo) => demo.play(name),
            None => Err("the demo does not run".to_owned()),
        }
    }
}

fn guest(demo: &Demo) -> tui::Guest {
    tui::Guest {
        bootstrap: demo.bootstrap(),
        registry: Some(format!("http://{}", demo.registry())),
        address_map: demo.address_map(),
    }
}

fn ended(result: Result<i32, tui::Error>) -> Result<ExitCode, Failure> {
    let code = result.map_err(|error| match error {
        tui::Error::Config(error) => Failure::Config(error),
        tui::Error::Engine(trouble) => Failure::Trouble(trouble),
        tui::Error::Keys(_) => Failure::Usage(error.to_string()),
        tui::Error::Terminal(_) => Failure::Other(error.to_string()),
    })?;
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}
