//! The roles a style can play. Widgets and screens name a role; only a theme file knows a colour.

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A role of text on the screen; a theme gives each its colours and weight.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Role {
            $($(#[$doc])* $variant,)+
        }

        impl Role {
            /// Every role, in the order of the enum.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name of the role in a theme file.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

roles! {
    /// Plain text, and the background of everything.
    Text = "text",
    /// Labels and secondary facts.
    Dim = "dim",
    /// What is there only when one looks for it.
    Faint = "faint",
    /// The one number or name of a line.
    Strong = "strong",
    /// The one accent of a screen.
    Accent = "accent",
    /// The word of a section's heading.
    Heading = "heading",
    /// The thin line behind a heading.
    Rule = "rule",
    /// The bar on the first row.
    Bar = "bar",
    /// The context's name in the bar.
    BarName = "bar.name",
    /// The read-only badge.
    BadgeRead = "badge.read",
    /// The badge that says: changes are possible.
    BadgeWrite = "badge.write",
    /// The environment badge of production.
    EnvProd = "env.prod",
    /// The environment badge of staging.
    EnvStaging = "env.staging",
    /// The environment badge of development.
    EnvDev = "env.dev",
    /// The environment badge of any other environment.
    EnvOther = "env.other",
    /// The connection is live.
    LinkLive = "link.live",
    /// The data is stale.
    LinkStale = "link.stale",
    /// There is no connection.
    LinkDown = "link.down",
    /// Titles of columns.
    TableHeader = "table.header",
    /// The title of the column that orders the table.
    TableSort = "table.sort",
    /// The row under the cursor; laid over the styles of its cells.
    TableSelected = "table.selected",
    /// A row that was marked.
    TableMarked = "table.marked",
    /// The part of a text a filter matched.
    TableMatch = "table.match",
    /// State: well.
    StateOk = "state.ok",
    /// State: warning.
    StateWarn = "state.warn",
    /// State: broken.
    StateBad = "state.bad",
    /// State: not known.
    StateUnknown = "state.unknown",
    /// State: under way.
    StateMoving = "state.moving",
    /// The mark of a row that is new.
    RowAdded = "row.added",
    /// The mark of a row that changed.
    RowChanged = "row.changed",
    /// A row that is gone.
    RowRemoved = "row.removed",
    /// A number whose data is stale.
    Stale = "stale",
    /// The first series of a chart.
    Chart1 = "chart.1",
    /// The second series.
    Chart2 = "chart.2",
    /// The third series.
    Chart3 = "chart.3",
    /// The fourth series.
    Chart4 = "chart.4",
    /// The filled part of a gauge.
    GaugeFull = "gauge.full",
    /// The rest of a gauge.
    GaugeRest = "gauge.rest",
    /// A key in the footer.
    HintKey = "hint.key",
    /// What the key does.
    HintText = "hint.text",
    /// The typed text of a prompt.
    Prompt = "prompt",
    /// The `:` or `/` before it.
    PromptMark = "prompt.mark",
    /// The completion offered in grey.
    PromptGhost = "prompt.ghost",
    /// Why a typed text was not understood.
    PromptError = "prompt.error",
    /// An entry of a menu.
    Menu = "menu",
    /// The chosen entry of a menu.
    MenuSelected = "menu.selected",
    /// The explanation beside an entry.
    MenuDoc = "menu.doc",
    /// The border of a dialog.
    Border = "border",
    /// The inside of a dialog.
    Dialog = "dialog",
    /// The title of a dialog.
    DialogTitle = "dialog.title",
    /// The line of a dialog that says what cannot be undone.
    DialogDanger = "dialog.danger",
    /// A passing message.
    ToastInfo = "toast.info",
    /// A passing message of success.
    ToastOk = "toast.ok",
    /// A passing message of warning.
    ToastWarn = "toast.warn",
    /// A passing message of failure.
    ToastBad = "toast.bad",
    /// A tab's title.
    Tab = "tab",
    /// The title of the open tab.
    TabActive = "tab.active",
    /// A key of JSON.
    CodeKey = "code.key",
    /// A string of JSON.
    CodeText = "code.text",
    /// A number of JSON.
    CodeNumber = "code.number",
    /// `true`, `false` and `null` of JSON.
    CodeLiteral = "code.literal",
}
