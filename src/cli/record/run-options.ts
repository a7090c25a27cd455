import type {SafeText} from '../../base/index.js';
import {hideSecrets, reconstruct} from '../../fix/index.js';
import {type AssessedContainer, optionText, plainDefaults, type RunOption} from '../../judge/index.js';
import {brief} from '../../record/index.js';

/** What differs in each new container, or does not affect what it may do. */
const unstable: ReadonlySet<string> = new Set(['--name', '--hostname', '--label', '--cidfile', '--network-alias']);

/** Options of one container that are written and compared. */
const MAX_OPTIONS = 300;

/**
 * The configuration of a container: the options of `docker run` that differ from the defaults of its image, its user and command among
 * them, secrets masked. Generations are compared by it, so that what is recorded and what runs now are cut alike.
 */
export function runOptions({facts: {raw}, image}: AssessedContainer, podman: boolean): readonly SafeText[] {
	const inherited = image?.raw.inspect ?? null;
	const {inspect} = hideSecrets(raw, inherited);
	const {command} = reconstruct(inspect, inherited, {...plainDefaults, podman});
	const args: RunOption[] = command.args.length === 0 ? [] : [{name: 'command:', value: command.args.join(' ')}];
	const options = [...command.options.filter(({name}) => !unstable.has(name)), ...args];
	return options.slice(0, MAX_OPTIONS).map(option => brief(optionText(option)));
}
