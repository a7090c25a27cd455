import type {ContainerFacts} from '../facts/index.js';
import {piece, type SafeText, safe} from '../terminal/safe-text.js';

/** Characters of a name, which anyone may choose who can create containers. */
const longest = 200;

/** What outlives a container: its Compose project and service, else its name. */
export function workloadOf({compose, name}: Pick<ContainerFacts, 'compose' | 'name'>): SafeText {
	const whole = compose === null ? name : safe`${compose.project}/${compose.service}`;
	return whole.length > longest ? piece(whole, 0, longest) : whole;
}
