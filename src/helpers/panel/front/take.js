// A picture to take along: one SVG, or a PNG of twice the size, with title, sentence, state, source and licence.

import { make } from "./controls.js";
import { node, typeOf } from "./sheet.js";

const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "font-weight", "opacity"];
const EDGE = 24;

// The picture as one SVG that needs no style sheet: `svg` as it stands on the page, `told` = { title, lines, credit }.
export function asFile(svg, { title, lines, credit }) {
  const [width, height] = [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height];
  const style = getComputedStyle(svg);
  const [size, family] = [parseFloat(svg.getAttribute("font-size")), style.fontFamily];
  const [ink, paper] = ["#1a1a1a", "#ffffff"];
  const out = node("svg", { xmlns: "http://www.w3.org/2000/svg", "font-family": family, "font-size": size, role: "img" });
  out.append(node("title", {}, title), node("desc", {}, svg.getAttribute("aria-label") ?? ""));
  let y = EDGE;
  const write = (text, scale, bold, opacity = 1) => {
    for (const line of typeOf(family).lines(text, width, size * scale, bold)) {
      y += size * scale * 1.35;
      out.append(node("text", { x: EDGE, y, fill: ink, "fill-opacity": opacity, "font-size": size * scale, "font-weight": bold ? 600 : 400 }, line));
    }
  };
  write(title, 1.2, true);
  for (const line of lines) write(line, 1, false);
  y += size * 0.7;
  const copy = svg.cloneNode(true);
  resolve(svg, copy);
  out.append(node("g", { transform: `translate(${EDGE} ${y})` }, ...copy.childNodes));
  y += height + size * 0.3;
  write(credit, 0.85, false, 0.85);
  y += EDGE;
  const sizes = { width: width + 2 * EDGE, height: Math.ceil(y), viewBox: `0 0 ${width + 2 * EDGE} ${Math.ceil(y)}` };
  for (const [name, value] of Object.entries(sizes)) out.setAttribute(name, value);
  out.prepend(node("rect", { width: "100%", height: "100%", fill: paper }));
  return out;
}

// What the style sheet says of each shape, written into it.
function resolve(from, to) {
  const style = getComputedStyle(from);
  if (from.nodeName !== "svg" && from.nodeName !== "g") for (const look of LOOKS) to.setAttribute(look, style.getPropertyValue(look));
  for (const name of ["class", "style"]) to.removeAttribute(name);
  [...from.children].forEach((child, i) => resolve(child, to.children[i]));
}

export const svgBlob = (file) => new Blob([new XMLSerializer().serializeToString(file)], { type: "image/svg+xml" });

export async function pngBlob(file) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(file))}`;
  await image.decode();
  const canvas = make("canvas", { width: 2 * Number(file.getAttribute("width")), height: 2 * Number(file.getAttribute("height")) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

export function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// Words on the clipboard; where there is none, the words stand there to be copied by hand.
export async function copy(text, field) {
  field.value = text;
  field.hidden = false;
  field.select();
  try {
    await navigator.clipboard.writeText(text);
    return "Copied.";
  } catch {
    return "Select the words and copy them.";
  }
}
