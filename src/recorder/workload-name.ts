import type {ContainerFacts} from '../facts/index.js';
import {type SafeText, safe} from '../terminal/safe-text.js';
import {startOf} from '../terminal/shorten.js';

/** Characters of a name, which anyone may choose who can create containers. */
const longest = 200;

/** What outlives a container: its Compose project and service, else its name. */
export function workloadOf({compose, name}: Pick<ContainerFacts, 'compose' | 'name'>): SafeText {
	const whole = compose === null ? name : safe`${compose.project}/${compose.service}`;
	return startOf(whole, longest);
}
