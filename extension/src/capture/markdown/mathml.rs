//! `MathML` to TeX, for formulas that carry no source.
//!
//! In: a `math` element. Out: TeX that draws the same. Not here: alignment, colours, sizes and spacing.

use crate::capture::mirror::{Child, MAX_DEPTH, Mirror, NodeId, collapse};

/// The TeX of a `math` element.
pub(super) fn tex(mirror: &Mirror, id: NodeId) -> String {
    collapse(&write(mirror, id, 0))
}

fn write(mirror: &Mirror, id: NodeId, depth: usize) -> String {
    let Some(node) = mirror.node(id).filter(|_| depth < MAX_DEPTH) else {
        return String::new();
    };
    let parts: Vec<NodeId> = node.elements().collect();
    let part = |at: usize| {
        parts
            .get(at)
            .map(|id| write(mirror, *id, depth + 1))
            .unwrap_or_default()
    };
    let row = || -> String {
        let written: Vec<String> = parts.iter().map(|id| write(mirror, *id, depth + 1)).collect();
        written.join(" ")
    };
    let own = || -> String {
        let texts = node.children.iter().filter_map(|child| match child {
            Child::Text(text) => Some(text.as_str()),
            Child::Node(_) => None,
        });
        texts.collect::<String>().trim().to_owned()
    };
    match node.tag.as_str() {
        "mi" | "mo" | "mn" => token(&own(), &node.tag),
        "mtext" | "ms" => format!("\\text{{{}}}", own()),
        "mspace" => " ".to_owned(),
        "annotation" | "annotation-xml" | "mphantom" => String::new(),
        "semantics" => part(0),
        "mfrac" => format!("\\frac{{{}}}{{{}}}", part(0), part(1)),
        "msqrt" => format!("\\sqrt{{{}}}", row()),
        "mroot" => format!("\\sqrt[{}]{{{}}}", part(1), part(0)),
        "msup" => format!("{}^{}", base(&part(0)), group(&prime(&part(1)))),
        "msub" | "munder" => format!("{}_{}", base(&part(0)), group(&part(1))),
        "msubsup" | "munderover" => {
            format!(
                "{}_{}^{}",
                base(&part(0)),
                group(&part(1)),
                group(&prime(&part(2)))
            )
        }
        "mover" => match accent(&part(1)) {
            Some(accent) => format!("{accent}{{{}}}", part(0)),
            None => format!("{}^{}", base(&part(0)), group(&part(1))),
        },
        "mfenced" => {
            let written: Vec<String> = parts.iter().map(|id| write(mirror, *id, depth + 1)).collect();
            format!("({})", written.join(", "))
        }
        "mtable" => format!("\\begin{{matrix}} {} \\end{{matrix}}", {
            let rows: Vec<String> = parts.iter().map(|id| write(mirror, *id, depth + 1)).collect();
            rows.join(" \\\\ ")
        }),
        "mtr" | "mlabeledtr" => {
            let cells: Vec<String> = parts.iter().map(|id| write(mirror, *id, depth + 1)).collect();
            cells.join(" & ")
        }
        _ => row(),
    }
}

/// What stands below or above an index must be one thing.
fn base(tex: &str) -> String {
    if tex.chars().count() <= 1 || (tex.starts_with('\\') && !tex.contains([' ', '{', '^', '_'])) {
        tex.to_owned()
    } else {
        format!("{{{tex}}}")
    }
}

fn group(tex: &str) -> String {
    if tex.chars().count() == 1 {
        tex.to_owned()
    } else {
        format!("{{{tex}}}")
    }
}

fn prime(tex: &str) -> String {
    tex.replace(['′', '\''], "\\prime")
}

fn accent(tex: &str) -> Option<&'static str> {
    Some(match tex {
        "^" | "ˆ" => "\\hat",
        "¯" | "‾" | "―" => "\\overline",
        "\\to" | "⃗" => "\\vec",
        "~" | "˜" | "\\sim" => "\\tilde",
        "." | "˙" => "\\dot",
        "¨" | ".." => "\\ddot",
        "⏞" => "\\overbrace",
        _ => return None,
    })
}

fn token(text: &str, tag: &str) -> String {
    let known = NAMES.iter().find(|(sign, _)| *sign == text);
    if let Some((_, name)) = known {
        return (*name).to_owned();
    }
    match text {
        "\u{2061}" | "\u{2062}" | "\u{2063}" | "\u{2064}" => String::new(),
        "{" | "}" | "%" | "#" | "&" | "$" => format!("\\{text}"),
        _ if tag == "mi"
            && text.chars().count() > 1
            && text.chars().all(|letter| letter.is_ascii_alphabetic()) =>
        {
            if FUNCTIONS.contains(&text) {
                format!("\\{text}")
            } else {
                format!("\\mathrm{{{text}}}")
            }
        }
        _ => text.to_owned(),
    }
}

const FUNCTIONS: &[&str] = &[
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "log",
    "ln", "exp", "lim", "max", "min", "sup", "inf", "det", "dim", "ker", "gcd", "deg", "arg", "Pr",
];

const NAMES: &[(&str, &str)] = &[
    ("α", "\\alpha"),
    ("β", "\\beta"),
    ("γ", "\\gamma"),
    ("δ", "\\delta"),
    ("ε", "\\varepsilon"),
    ("ϵ", "\\epsilon"),
    ("ζ", "\\zeta"),
    ("η", "\\eta"),
    ("θ", "\\theta"),
    ("ι", "\\iota"),
    ("κ", "\\kappa"),
    ("λ", "\\lambda"),
    ("μ", "\\mu"),
    ("ν", "\\nu"),
    ("ξ", "\\xi"),
    ("π", "\\pi"),
    ("ρ", "\\rho"),
    ("σ", "\\sigma"),
    ("τ", "\\tau"),
    ("υ", "\\upsilon"),
    ("φ", "\\varphi"),
    ("ϕ", "\\phi"),
    ("χ", "\\chi"),
    ("ψ", "\\psi"),
    ("ω", "\\omega"),
    ("Γ", "\\Gamma"),
    ("Δ", "\\Delta"),
    ("Θ", "\\Theta"),
    ("Λ", "\\Lambda"),
    ("Ξ", "\\Xi"),
    ("Π", "\\Pi"),
    ("Σ", "\\Sigma"),
    ("Φ", "\\Phi"),
    ("Ψ", "\\Psi"),
    ("Ω", "\\Omega"),
    ("∑", "\\sum"),
    ("∏", "\\prod"),
    ("∫", "\\int"),
    ("∬", "\\iint"),
    ("∮", "\\oint"),
    ("∂", "\\partial"),
    ("∇", "\\nabla"),
    ("∞", "\\infty"),
    ("√", "\\surd"),
    ("±", "\\pm"),
    ("∓", "\\mp"),
    ("×", "\\times"),
    ("÷", "\\div"),
    ("⋅", "\\cdot"),
    ("·", "\\cdot"),
    ("∘", "\\circ"),
    ("≤", "\\le"),
    ("≥", "\\ge"),
    ("≠", "\\ne"),
    ("≈", "\\approx"),
    ("≡", "\\equiv"),
    ("∼", "\\sim"),
    ("∝", "\\propto"),
    ("→", "\\to"),
    ("←", "\\leftarrow"),
    ("⇒", "\\Rightarrow"),
    ("⇔", "\\Leftrightarrow"),
    ("↦", "\\mapsto"),
    ("∈", "\\in"),
    ("∉", "\\notin"),
    ("⊂", "\\subset"),
    ("⊆", "\\subseteq"),
    ("∪", "\\cup"),
    ("∩", "\\cap"),
    ("∅", "\\emptyset"),
    ("∀", "\\forall"),
    ("∃", "\\exists"),
    ("¬", "\\neg"),
    ("∧", "\\land"),
    ("∨", "\\lor"),
    ("…", "\\ldots"),
    ("⋯", "\\cdots"),
    ("−", "-"),
    ("ℝ", "\\mathbb{R}"),
    ("ℕ", "\\mathbb{N}"),
    ("ℤ", "\\mathbb{Z}"),
    ("ℚ", "\\mathbb{Q}"),
    ("ℂ", "\\mathbb{C}"),
    ("⟨", "\\langle"),
    ("⟩", "\\rangle"),
    ("‖", "\\|"),
    ("ℓ", "\\ell"),
    ("ℏ", "\\hbar"),
    ("∗", "*"),
    ("′", "\\prime"),
];
