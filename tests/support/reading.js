// Has axe read the page that is shown. The contrast of text is half of a reading: it is measured once for each look.
async ({tags, legible}) => {
  const MARK = "data-contrast-known";

  // What decides how text stands out: its own look, and that of everything it stands in.
  const lookOf = (element, above) => {
    const style = getComputedStyle(element);
    const own = [
      element.tagName, element.className, element.getAttribute("style"), element.getAttribute("role"),
      element.closest("[aria-disabled=true], :disabled") !== null, element.control?.disabled, element.labels?.length,
      style.color, style.backgroundColor, style.backgroundImage, style.opacity, style.position, style.filter,
      style.fontSize, style.fontWeight, style.textShadow, style.mixBlendMode,
    ].join("|");
    let number = above;
    for (let at = 0; at < own.length; at++) number = (Math.imul(number, 31) + own.charCodeAt(at)) | 0;
    return number;
  };
  const looks = new Map();
  const walk = (element, above) => {
    const look = lookOf(element, above);
    looks.set(element, look);
    for (const child of element.children) walk(child, look);
  };
  walk(document.documentElement, 17);

  const hasText = (element) =>
    [...element.childNodes].some((part) => part.nodeType === Node.TEXT_NODE && part.data.trim().length > 1);
  const judged = new Set(legible);
  const texts = [...looks].filter(([element]) => element.checkVisibility({visibilityProperty: true}) && hasText(element));
  // Leaves out text that looks like what was judged; of what looks alike here, all but the first.
  const leaveOut = (alike) => {
    const known = new Set(judged);
    for (const [element, look] of texts) {
      element.toggleAttribute(MARK, known.has(look));
      if (alike) known.add(look);
    }
  };
  // Taken as axe has it: made ready for reading, what is right costs as much as what is wrong.
  const told = (found) => ({
    violations: found.filter((one) => one.violations.length).map(({id, impact, violations: [{node}]}) => (
      {id, impact, html: node.source, target: node.selector.join(" ")})),
    judged: found.filter((one) => one.id === "color-contrast").flatMap((one) => one.passes)
      .map((one) => looks.get(one.node.element)),
  });
  const read = async (rules) => {
    const found = await axe.run(document, {runOnly: rules, reporter: told});
    for (const look of found.judged) judged.add(look);
    return found;
  };

  axe.configure({rules: [{id: "color-contrast", selector: `*:not([${MARK}])`}]});
  leaveOut(true);
  const {violations} = await read({type: "tag", values: tags});
  const wrong = violations.some((one) => one.id === "color-contrast");
  // The first of those alike may be one of which axe can say nothing: then the others are asked for.
  const asked = texts.filter(([element, look]) => element.hasAttribute(MARK) && !judged.has(look)).length;
  if (asked && !wrong) {
    leaveOut(false);
    violations.push(...(await read({type: "rule", values: ["color-contrast"]})).violations);
  }
  return {violations, legible: [...judged]};
}
