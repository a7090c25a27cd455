import {type ContainerFacts, type SafeText, safe, startOf} from '../../base/index.js';

/** Characters of a name, which anyone may choose who can create containers. */
const MAX_LENGTH = 200;

/** What outlives a container: its Compose project and service, else its name. */
export function workloadOf({compose, name}: Pick<ContainerFacts, 'compose' | 'name'>): SafeText {
	const whole = compose === null ? name : safe`${compose.project}/${compose.service}`;
	return startOf(whole, MAX_LENGTH);
}
