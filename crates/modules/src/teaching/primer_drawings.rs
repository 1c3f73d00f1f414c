//! Drawings of the primer, 160 x 120 each: lines in the ink of the page, what matters in its accent (classes in teaching.css).

/// Eye, retina, ganglion cell, subunits, spikes.
pub(super) const DRAWINGS: [&str; 5] = [EYE, RETINA, CELL, SUBUNITS, SPIKES];

/// A flower before the eye, rays through the lens, and the retina at its back.
const EYE: &str = r#"<circle cx="100" cy="60" r="46"/><path d="M60 37Q46 60 60 83"/><ellipse cx="66" cy="60" rx="7" ry="19"/>
<path class="here" d="M118 17.500A46 46 0 0 1 118 102.500"/><path class="thin" d="M8 38L66 52L144 74M8 82L66 68L144 46"/><path d="M8 38V82M2 46H14M3 56H13"/><path d="M145 66L160 72"/>"#;

/// Receptors, bipolar cells and ganglion cells, from the light to the nerve.
const RETINA: &str = r#"<path class="thin" d="M32 34V56M56 34V56M80 34V56M104 34V56M128 34V56M32 68L56 92M56 68V92M80 68L56 92M80 68L104 92M104 68V92M128 68L104 92"/>
<path d="M28 10H36V34H28ZM52 10H60V34H52ZM76 10H84V34H76ZM100 10H108V34H100ZM124 10H132V34H124Z"/><circle cx="32" cy="62" r="6"/><circle cx="56" cy="62" r="6"/><circle cx="80" cy="62" r="6"/>
<circle cx="104" cy="62" r="6"/><circle cx="128" cy="62" r="6"/><circle class="here" cx="56" cy="98" r="8"/><circle class="here" cx="104" cy="98" r="8"/><path d="M56 106V116H158M104 106V112H158"/>"#;

/// A cell body with its tree of branches, and the fiber that leaves it.
const CELL: &str = r#"<path class="thin" d="M80 66L52 40L30 38M52 40L44 16M80 66L76 34L62 12M76 34L92 10M80 66L108 42L134 44M108 42L118 16"/><ellipse class="field" cx="82" cy="28" rx="62" ry="25"/>
<circle class="here filled" cx="80" cy="74" r="12"/><path d="M80 86V108H158"/>"#;

/// Four squares of a board, each with a line to the cell.
const SUBUNITS: &str = r#"<path class="thin" d="M8 8H72V72H8ZM8 24H72M8 40H72M8 56H72M24 8V72M40 8V72M56 8V72"/><path class="here filled" d="M24 24H39V39H24ZM41 24H56V39H41ZM24 41H39V56H24ZM41 41H56V56H41Z"/>
<path d="M56 30L112 52M56 36L112 56M40 56L112 64M56 52L112 60"/><circle class="here" cx="124" cy="60" r="12"/><path d="M124 72V104H158"/>"#;

/// The drive of a cell, the threshold, and a spike wherever it is crossed.
const SPIKES: &str = r#"<path class="thin" d="M6 84C18 84 20 56 30 56S42 92 54 92S66 50 78 50S88 88 102 88S118 54 126 54S142 84 154 84"/><path class="thin dashed" d="M6 64H154"/>
<path class="here" d="M30 14V40M78 10V40M84 14V40M126 12V40"/><path d="M6 40H154"/>"#;
