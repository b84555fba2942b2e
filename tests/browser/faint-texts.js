// Runs in a page: the texts of nodes that a selector finds, whose contrast (WCAG 2.2) is less than `contrastMin`.
window.faintTexts = (selector, contrastMin) => {
  const numbers = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);

  const luminance = (color) => {
    const [red, green, blue] = color.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  /** The opaque color behind a node, and how much of that shines through its text. */
  const behind = (node) => {
    let opacity = 1;
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      opacity *= Number(style.opacity);
      const background = numbers(style.backgroundColor);
      if (background.length === 3 || background[3] === 1) return { background: background.slice(0, 3), opacity };
    }
    return { background: [255, 255, 255], opacity };
  };

  return [...document.querySelectorAll(selector)]
    .filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim() !== ""))
    .filter((node) => node.getClientRects().length > 0)
    .map((node) => {
      const { background, opacity } = behind(node);
      const own = numbers(getComputedStyle(node).color).slice(0, 3);
      const color = own.map((value, at) => value * opacity + background[at] * (1 - opacity));
      const [dark, light] = [luminance(color), luminance(background)].sort((a, b) => a - b);
      return { text: node.textContent.slice(0, 40), contrast: (light + 0.05) / (dark + 0.05) };
    })
    .filter(({ contrast }) => contrast < contrastMin);
};
