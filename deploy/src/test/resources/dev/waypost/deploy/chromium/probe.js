// Runs in the page, by the browser's own hand: the page's policy does not concern it.
async () => {
  // Laid out anew; a tab in the background has no frames to wait for.
  await new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)); setTimeout(done, 200); });

  // The parts of a colour as the browser computed it: rgb(), rgba() or color(srgb ...).
  const parts = text => {
    const numbers = text.match(/[\d.]+(?:e-?\d+)?/g).map(Number);
    const scale = text.startsWith('color(') ? 255 : 1;
    return [numbers[0] * scale, numbers[1] * scale, numbers[2] * scale, numbers[3] ?? 1];
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const canvas = () => {
    const element = document.createElement('i');
    element.style.color = 'Canvas';
    document.body.append(element);
    const colour = parts(getComputedStyle(element).color);
    element.remove();
    return colour;
  };
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parts(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), canvas());
  };
  const luminance = colour => {
    const [r, g, b] = colour.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const isShown = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true});

  const inks = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.data.trim();
    if (!text || !isShown(element)) continue;
    const ground = behind(element);
    const ink = over(parts(getComputedStyle(element).color), ground);
    inks.push({text: text.slice(0, 40), contrast: contrast(ink, ground), colours: ink + ' on ' + ground});
  }
  for (const field of document.querySelectorAll('input:not([type=hidden])')) {
    const ground = behind(field);
    const ink = over(parts(getComputedStyle(field).color), ground);
    inks.push({text: 'field ' + field.name, contrast: contrast(ink, ground), colours: ink + ' on ' + ground});
  }

  const acting = [...document.querySelectorAll('button, input:not([type=hidden]), nav a, main > a')].filter(isShown);
  const faint = acting.filter(element => {
    const style = getComputedStyle(element);
    const around = behind(element.parentElement);
    const edge = parseFloat(style.borderTopWidth) > 0 ? over(parts(style.borderTopColor), around) : around;
    return contrast(behind(element), around) < 3 && contrast(edge, around) < 3;
  });

  const active = document.activeElement;
  const outline = getComputedStyle(active);
  return {
    language: document.documentElement.lang,
    title: document.title,
    headings: [...document.querySelectorAll('h1')].map(h => h.innerText),
    mains: document.querySelectorAll('main').length,
    scripts: document.scripts.length,
    overflow: document.documentElement.scrollWidth - innerWidth,
    buttons: acting.map(b => ({text: b.innerText || b.name, width: b.getBoundingClientRect().width,
      height: b.getBoundingClientRect().height})),
    inks,
    faint: faint.map(b => b.outerHTML.slice(0, 80)),
    focused: active === document.body ? '' : active.innerText || active.name || active.tagName,
    outline: active === document.body || outline.outlineStyle === 'none' ? 0 : parseFloat(outline.outlineWidth),
  };
}
