import type {ContainerFacts, Namespace} from '../../facts/index.js';
import {string} from '../../facts/read.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {Danger} from '../dangers/danger.js';
import {failWith} from '../dangers/fail-with.js';
import {cannotTell, pass} from '../rule.js';
import type {Evidence, Judgement} from '../verdict.js';
import {fromInspect} from './evidence.js';
import {flag} from './flags.js';

type Mode = 'NetworkMode' | 'PidMode' | 'IpcMode' | 'UTSMode';

/** Fails where the namespace is the host's, directly or through other containers. */
export function judgeHostNamespace(
	container: ContainerFacts,
	namespace: Namespace,
	mode: Mode,
	what: string,
	dangers: readonly Danger[] = [],
): Judgement {
	const evidence = modeEvidence(container, mode);
	switch (namespace.kind) {
		case 'host': {
			const detail = `shares the host's ${what}${viaContainer(namespace.through)}`;
			return failWith(dangers, {detail, closed: detail}, evidence);
		}
		case 'unresolved':
			return cannotTell({source: `inspect:HostConfig.${mode}`, reason: namespace.reason});
		default:
			return pass(evidence);
	}
}

/** ` through web → proxy`, empty when the container asked for it itself. */
export const viaContainer = (through: readonly string[]): string =>
	through.length === 0 ? '' : ` through ${through.join(' → ')}`;

/** The mode as it was typed; none typed is `private`. */
export const modeEvidence = ({raw}: ContainerFacts, mode: Mode): Evidence =>
	fromInspect(`HostConfig.${mode}`, sanitise(string(raw.HostConfig?.[mode])) || 'private');

/** The flag that was given: `--pid host`, or `--pid container:web` with the name in the place of the id. */
export function namespaceFlag(container: ContainerFacts, namespace: Namespace, mode: Mode): string {
	const typed = string(container.raw.HostConfig?.[mode]);
	const through = namespace.kind === 'host' ? namespace.through[0] : namespace.kind === 'container' ? namespace.name : undefined;
	return flag(options[mode], typed.startsWith('container:') && through !== undefined ? `container:${through}` : typed);
}

const options = {NetworkMode: '--network', PidMode: '--pid', IpcMode: '--ipc', UTSMode: '--uts'} as const;
