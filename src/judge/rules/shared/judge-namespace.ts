import {type ContainerFacts, type Namespace, sanitise, string} from '../../../base/index.js';
import type {NamespaceMode} from '../../changes/namespace-changes.js';
import type {Danger} from '../dangers/danger.js';
import {failWith} from '../dangers/fail-with.js';
import {cannotTell, fromInspect, pass} from '../rule.js';
import type {Evidence, Judgement} from '../verdict.js';

/** Fails where the namespace is the host's, directly or through other containers. */
export function judgeHostNamespace(
	container: ContainerFacts,
	namespace: Namespace,
	mode: NamespaceMode,
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
export const modeEvidence = ({raw}: ContainerFacts, mode: NamespaceMode): Evidence =>
	fromInspect(`HostConfig.${mode}`, sanitise(string(raw.HostConfig?.[mode])) || 'private');
