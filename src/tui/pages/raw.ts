import {type ContainerInspect, sanitise} from '../../base/index.js';
import {type Line, line, type Page, say} from './layout/page.js';
import {maskedAnswer} from './masked.js';
import type {ContainerContext} from './page-state.js';

/** The engine's own answer as JSON, every secret masked. */
export const rawPage = ({assessed: {facts}}: ContainerContext): Page => ({lines: rawLines(facts.raw)});

const made = new WeakMap<ContainerInspect, readonly Line[]>();

/** Made once an answer: masking looks at every word of it. */
function rawLines(raw: ContainerInspect): readonly Line[] {
	const before = made.get(raw);
	if (before) return before;
	const text = JSON.stringify(maskedAnswer(raw, raw.Config?.Env ?? []), null, 2);
	const lines = text.split('\n').map(part => line(say(sanitise(` ${part}`))));
	made.set(raw, lines);
	return lines;
}
