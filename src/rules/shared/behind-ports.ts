import type {PortFacts, Severity} from '../../facts/index.js';
import {hasProcesses} from '../../facts/lifecycle.js';
import {answersInNetwork, mayAnswer} from '../../facts/listeners.js';
import type {ContainerScope} from '../rule.js';
import type {Evidence} from '../verdict.js';
import {answeredPorts, firewallEvidence} from './firewall.js';

/** Why published ports let no one in now; `severity` is undefined where they do, or where that was not seen. */
export type BehindPorts = {
	readonly severity: Severity | undefined;
	readonly words: string;
	readonly evidence: readonly Evidence[];
};

const open: BehindPorts = {severity: undefined, words: '', evidence: []};

/**
 * What lowers a finding about published ports: nothing listens behind them, or only on the container's own loopback address, or the host
 * firewall closes all of them. A container that is not running is judged by what it will publish.
 */
export function behindPorts(scope: ContainerScope, ports: readonly PortFacts[]): BehindPorts {
	const {container} = scope;
	if (!hasProcesses(container)) return open;
	if (!ports.some(port => mayAnswer(answersInNetwork(container, port)))) {
		const isLoopback = ports.some(port => answersInNetwork(container, port) === 'loopback');
		return {
			severity: 'low',
			words: isLoopback ? ', but only its own loopback address listens' : ', but nothing listens',
			evidence: [],
		};
	}
	const answered = answeredPorts(scope, ports);
	if (answered.length === 0 || !answered.every(({answer}) => answer.answer === 'closed')) return open;
	return {severity: 'low', words: ', closed by the host firewall', evidence: firewallEvidence(answered)};
}
