//! The page as facts: every shown element that can hold text of a message, with what it holds, gathered in one walk.
//!
//! In: the mirror. Out: spots in document order; all letters of the page in one string, of which every spot owns a piece; the
//! composers. Everything the detector asks later is an index into these. Deliberately not here: any idea of what is a turn.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use super::bodies::own_text;
use crate::capture::markdown;
use crate::capture::marks::{Mark, is_label, is_moved_to_the_end, is_named_as_label, marks};
use crate::capture::mirror::{Child, MAX_DEPTH, Mirror, Node, NodeId};

/// Pages with more elements than this are not searched.
const MAX_SEARCHED: usize = 60_000;
/// Of more boxes than this the last ones count.
const MAX_COMPOSERS: usize = 32;

/// What rendered markdown consists of, as bits.
pub(super) mod kind {
    pub(in crate::capture::detect) const EMPHASIS: u16 = 1;
    pub(in crate::capture::detect) const CODE: u16 = 2;
    pub(in crate::capture::detect) const LIST: u16 = 4;
    pub(in crate::capture::detect) const PRE: u16 = 8;
    pub(in crate::capture::detect) const TABLE: u16 = 16;
    pub(in crate::capture::detect) const HEADING: u16 = 32;
    pub(in crate::capture::detect) const QUOTE: u16 = 64;
    pub(in crate::capture::detect) const FORMULA: u16 = 128;
    pub(in crate::capture::detect) const PARAGRAPH: u16 = 256;
    /// What a person does not usually type into a box.
    pub(in crate::capture::detect) const RICH: u16 =
        EMPHASIS | CODE | LIST | PRE | TABLE | HEADING | QUOTE | FORMULA;
}

/// One shown element.
pub(super) struct Spot<'a> {
    pub(super) id: NodeId,
    node: &'a Node,
    pub(super) parent: usize,
    /// One past the last spot inside.
    pub(super) end: usize,
    /// Its piece of the letters.
    pub(super) from: usize,
    pub(super) to: usize,
    /// It has letters outside of any element inside it.
    pub(super) own: bool,
    /// What it is itself.
    pub(super) kind: u16,
    /// What is inside.
    pub(super) inside: u16,
    /// Letters inside paragraphs.
    pub(super) prose: usize,
    /// Letters outside of lists, code, tables and headings.
    pub(super) plain: usize,
    /// Buttons inside.
    pub(super) controls: usize,
    /// Its tag and classes, and those of all around it.
    pub(super) chain: u64,
    /// Its tag, and those of all around it.
    pub(super) tags: u64,
    /// Its tag and classes.
    pub(super) looks: u64,
    /// As above, with the attributes that may tell two of its kind apart.
    pub(super) face: u64,
    pub(super) style: Style,
    /// Written from the right.
    pub(super) backwards: bool,
    /// A composer is inside.
    holds_composer: bool,
    /// The child with most letters.
    pub(super) heaviest: Option<usize>,
    /// From where to where the boxes of the texts inside reach.
    pub(super) reach: Option<(f64, f64)>,
    /// A text inside has no box up to here.
    pub(super) adrift: bool,
}

/// What tag and classes say.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// They move it to the end of the line.
    pub(super) moved: bool,
    /// They name a label.
    pub(super) label: bool,
    pub(super) formula: bool,
}

impl Style {
    fn of(node: &Node) -> Self {
        Self {
            moved: is_moved_to_the_end(node),
            label: is_named_as_label(node),
            formula: node.has_class("katex"),
        }
    }
}

impl Spot<'_> {
    pub(super) fn weight(&self) -> usize {
        self.to - self.from
    }

    fn reaches(&mut self, other: Option<(f64, f64)>) {
        self.reach = match (self.reach, other) {
            (Some((left, right)), Some((low, high))) => Some((left.min(low), right.max(high))),
            (one, other) => one.or(other),
        };
    }
}

/// A text of an element itself.
pub(super) struct Own {
    pub(super) text: String,
    /// With every number alike.
    pub(super) form: u64,
    /// A name or a time.
    pub(super) is_label: bool,
}

/// Hashes numbers of this module for its tables: places and hashes, none of which a page chooses.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}

pub(super) type Table<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;
pub(super) type Set<K> = HashSet<K, BuildHasherDefault<Quick>>;

pub(super) struct Page<'a> {
    pub(super) mirror: &'a Mirror,
    pub(super) spots: Vec<Spot<'a>>,
    pub(super) letters: String,
    /// Boxes to write in.
    pub(super) composers: Vec<NodeId>,
    /// Where they are among the spots: the innermost spot around each, and how many spots stand before it.
    pub(super) boxes: Vec<(usize, usize)>,
    /// Everything around a composer.
    around: HashSet<NodeId>,
    /// Texts of elements without those of elements inside.
    own: Vec<OnceCell<Own>>,
    /// Forms of whole texts.
    forms: Vec<OnceCell<u64>>,
    /// Words for the sides in attributes, by spot, and by what the attributes are.
    marks: Vec<OnceCell<Rc<[Mark]>>>,
    marks_of: RefCell<HashMap<u64, Rc<[Mark]>>>,
    /// By tag and classes.
    styles: Table<u64, Style>,
}

/// No spot: what is around the outermost one.
pub(super) const NOWHERE: usize = usize::MAX;

impl<'a> Page<'a> {
    pub(super) fn new(mirror: &'a Mirror) -> Option<Self> {
        let root = mirror.root()?;
        let everything = mirror.walk_shown(root);
        if everything.len() > MAX_SEARCHED {
            return None;
        }
        let mut composers: Vec<NodeId> = everything
            .into_iter()
            .filter(|id| mirror.node(*id).is_some_and(is_composer))
            .filter(|id| {
                !mirror
                    .ancestors(*id)
                    .skip(1)
                    .filter_map(|id| mirror.node(id))
                    .any(is_never_around_a_composer)
            })
            .collect();
        composers.drain(..composers.len().saturating_sub(MAX_COMPOSERS));
        let around = composers.iter().flat_map(|id| mirror.ancestors(*id)).collect();
        let mut page = Self {
            mirror,
            spots: Vec::new(),
            letters: String::new(),
            composers,
            boxes: Vec::new(),
            around,
            own: Vec::new(),
            forms: Vec::new(),
            marks: Vec::new(),
            marks_of: RefCell::default(),
            styles: Table::default(),
        };
        page.visit(root, NOWHERE, 0);
        let count = page.spots.len();
        page.own.resize_with(count, OnceCell::new);
        page.forms.resize_with(count, OnceCell::new);
        page.marks.resize_with(count, OnceCell::new);
        Some(page)
    }

    fn visit(&mut self, id: NodeId, parent: usize, depth: usize) {
        let Some(node) = self.mirror.node(id).filter(|node| !node.hidden) else {
            return;
        };
        if depth > MAX_DEPTH {
            return;
        }
        if self.composers.contains(&id) {
            self.boxes.push((parent, self.spots.len()));
        }
        if self.is_closed(id, node) {
            let control = node.tag == "button" || node.attribute("role") == Some("button");
            if control && let Some(spot) = self.spots.get_mut(parent) {
                spot.controls += 1;
            }
            if self.around.contains(&id) {
                for composer in self.composers.iter().filter(|composer| **composer != id) {
                    if self.mirror.contains(id, *composer) {
                        self.boxes.push((parent, self.spots.len()));
                    }
                }
            }
            return;
        }
        let at = self.spots.len();
        let (chain, tags, backwards) = self
            .spots
            .get(parent)
            .map_or((0, 0, false), |spot| (spot.chain, spot.tags, spot.backwards));
        let looks = hash(&(node.tag.as_str(), node.attribute("class").unwrap_or_default()));
        let style = *self.styles.entry(looks).or_insert_with(|| Style::of(node));
        self.spots.push(Spot {
            id,
            node,
            parent,
            end: at + 1,
            from: self.letters.len(),
            to: self.letters.len(),
            own: false,
            kind: kind_of(node),
            inside: 0,
            prose: 0,
            plain: 0,
            controls: 0,
            chain: hash(&(chain, looks)),
            tags: hash(&(tags, node.tag.as_str())),
            looks,
            face: face_of(node, looks),
            style,
            backwards: node.attribute("dir").map_or(backwards, |dir| dir == "rtl"),
            holds_composer: self.around.contains(&id),
            heaviest: None,
            reach: None,
            adrift: false,
        });
        for child in &node.children {
            match child {
                Child::Text(text) => {
                    let before = self.letters.len();
                    push_letters(&mut self.letters, text);
                    let added = self.letters.len() - before;
                    self.spots[at].own |= added > 0;
                    self.spots[at].plain += added;
                }
                Child::Node(child) => self.visit(*child, at, depth + 1),
            }
        }
        let (end, to) = (self.spots.len(), self.letters.len());
        let spot = &mut self.spots[at];
        spot.end = end;
        spot.to = to;
        if node.tag == "p" {
            spot.prose = spot.weight();
        }
        if node.tag == "pre" {
            spot.inside = 0;
        }
        let set_apart = spot.kind & (kind::LIST | kind::PRE | kind::TABLE | kind::HEADING) != 0;
        let plain = if set_apart { 0 } else { spot.plain };
        let (kinds, prose, controls) = (spot.kind | spot.inside, spot.prose, spot.controls);
        if spot.own {
            (spot.reach, spot.adrift) = (None, true);
        }
        let bounds = node.bounds.filter(|bounds| bounds.width > 0.0);
        if let Some(bounds) = bounds.filter(|_| spot.adrift) {
            spot.reaches(Some((bounds.left, bounds.left + bounds.width)));
            spot.adrift = false;
        }
        let (weight, reach, adrift) = (spot.weight(), spot.reach, spot.adrift);
        let heaviest = self
            .spots
            .get(parent)
            .and_then(|around| around.heaviest)
            .filter(|heaviest| self.spots[*heaviest].weight() >= weight)
            .or((weight > 0).then_some(at));
        if let Some(around) = self.spots.get_mut(parent) {
            around.heaviest = heaviest;
            around.reaches(reach);
            around.adrift |= adrift;
            around.inside |= kinds;
            around.prose += prose;
            around.plain += plain;
            around.controls += controls;
        }
    }

    /// Whether nothing inside an element can be a turn: controls, navigation, what surrounds the page's main matter.
    fn is_closed(&self, id: NodeId, node: &Node) -> bool {
        let role = node.attribute("role").unwrap_or_default();
        match node.tag.as_str() {
            "nav" | "footer" => return true,
            "form" | "dialog" => return false,
            // A chat may live in a side panel: then its composer does as well.
            "aside" | "header" => return !self.around.contains(&id),
            _ => {}
        }
        matches!(role, "navigation" | "contentinfo" | "search" | "banner")
            || (role == "complementary" && !self.around.contains(&id))
            || markdown::is_furniture(node)
    }

    /// The text of an element itself.
    pub(super) fn own(&self, at: usize) -> &Own {
        self.own[at].get_or_init(|| {
            let text = self.node(at).map(own_text).unwrap_or_default();
            Own {
                form: form_of(&text),
                is_label: is_label(&text),
                text,
            }
        })
    }

    /// The form of all letters of an element: with every number alike.
    pub(super) fn form(&self, at: usize) -> u64 {
        *self.forms[at].get_or_init(|| form_of(self.text(at)))
    }

    /// The words for a side in an element's attributes.
    pub(super) fn marks(&self, at: usize) -> &[Mark] {
        self.marks[at].get_or_init(|| self.marks_in(at))
    }

    fn marks_in(&self, at: usize) -> Rc<[Mark]> {
        let Some(node) = self.node(at) else {
            return Rc::new([]);
        };
        let bare = node.attributes.is_empty() && !node.tag.contains('-');
        let key = if bare {
            0
        } else {
            hash(&(node.tag.as_str(), &node.attributes))
        };
        Rc::clone(
            self.marks_of
                .borrow_mut()
                .entry(key)
                .or_insert_with(|| if bare { Rc::new([]) } else { marks(node).into() }),
        )
    }

    pub(super) fn text(&self, at: usize) -> &str {
        &self.letters[self.spots[at].from..self.spots[at].to]
    }

    pub(super) fn node(&self, at: usize) -> Option<&'a Node> {
        Some(self.spots[at].node)
    }

    pub(super) fn contains(&self, outer: usize, inner: usize) -> bool {
        outer <= inner && inner < self.spots[outer].end
    }

    pub(super) fn holds_composer(&self, at: usize) -> bool {
        self.spots[at].holds_composer
    }

    /// The children that hold letters.
    pub(super) fn children(&self, at: usize) -> Vec<usize> {
        self.each_child(at).collect()
    }

    pub(super) fn each_child(&self, at: usize) -> impl Iterator<Item = usize> {
        let end = self.spots[at].end;
        std::iter::successors(Some(at + 1), |next| self.spots.get(*next).map(|spot| spot.end))
            .take_while(move |next| *next < end)
            .filter(|next| self.spots[*next].weight() > 0)
    }

    /// The spots around one, innermost first, itself included.
    pub(super) fn outwards(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(at), |at| {
            Some(self.spots[*at].parent).filter(|parent| *parent != NOWHERE)
        })
    }

    /// The innermost spot that lies around all of these and is none of them.
    pub(super) fn common(&self, spots: &[usize]) -> Option<usize> {
        let (first, last) = (*spots.iter().min()?, *spots.iter().max()?);
        self.outwards(first)
            .skip(1)
            .find(|outer| self.contains(*outer, last))
    }

    /// The child of `outer` on the way to `inner`.
    pub(super) fn step_towards(&self, outer: usize, inner: usize) -> usize {
        self.outwards(inner)
            .take_while(|at| *at != outer)
            .last()
            .unwrap_or(inner)
    }
}

/// What an element is made of, without what is counted.
fn face_of(node: &Node, looks: u64) -> u64 {
    let told = |name: &str, value: &str| {
        let named =
            name.starts_with("data-") || matches!(name, "role" | "align" | "aria-label" | "slot" | "dir");
        named && value.len() <= 40 && !value.chars().any(char::is_numeric)
    };
    node.attributes
        .iter()
        .filter(|(name, value)| told(name, value))
        .fold(looks, |face, attribute| hash(&(face, attribute)))
}

pub(super) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Adds what remains of a text whatever a page does to its looks: letters, digits and pictographs, in lower case.
pub(super) fn push_letters(letters: &mut String, text: &str) {
    for character in text.chars() {
        if character.is_alphanumeric() {
            letters.extend(character.to_lowercase());
        } else if matches!(u32::from(character), 0x2600..=0x27bf | 0x1f000..=0x1faff) {
            letters.push(character);
        }
    }
}

pub(super) fn letters_of(text: &str) -> String {
    let mut letters = String::new();
    push_letters(&mut letters, text);
    letters
}

/// A text with every number alike, as one number.
fn form_of(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut piece = [0u8; 64];
    let (mut filled, mut in_number) = (0, false);
    let mut put = |character: char| {
        if filled + 4 > piece.len() {
            hasher.write(&piece[..filled]);
            filled = 0;
        }
        filled += character.encode_utf8(&mut piece[filled..]).len();
    };
    for character in text.chars() {
        let number = character.is_numeric();
        if !number {
            character.to_lowercase().for_each(&mut put);
        } else if !in_number {
            put('#');
        }
        in_number = number;
    }
    hasher.write(&piece[..filled]);
    hasher.finish()
}

/// Elements of which written text consists, whoever wrote it.
pub(super) fn is_prose(tag: &str) -> bool {
    matches!(
        tag,
        "p" | "ul" | "ol" | "pre" | "table" | "blockquote" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr"
    )
}

fn kind_of(node: &Node) -> u16 {
    match node.tag.as_str() {
        "strong" | "b" | "em" | "i" => kind::EMPHASIS,
        "code" => kind::CODE,
        "li" => kind::LIST,
        "pre" => kind::PRE,
        "td" | "th" => kind::TABLE,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => kind::HEADING,
        "blockquote" => kind::QUOTE,
        "math" | "mjx-container" => kind::FORMULA,
        "p" => kind::PARAGRAPH,
        "span" if node.has_class("katex") => kind::FORMULA,
        _ => 0,
    }
}

fn is_composer(node: &Node) -> bool {
    match node.tag.as_str() {
        "textarea" => node.attribute("aria-hidden") != Some("true"),
        "input" => {
            matches!(node.attribute("type"), None | Some("text" | ""))
                && node.attribute("role") != Some("searchbox")
        }
        _ => node
            .attribute("contenteditable")
            .is_some_and(|value| value != "false"),
    }
}

/// Boxes here search or filter the page.
fn is_never_around_a_composer(node: &Node) -> bool {
    node.tag == "nav"
        || matches!(
            node.attribute("role"),
            Some("search" | "navigation" | "grid" | "menu")
        )
        || matches!(node.tag.as_str(), "td" | "th")
}
