import {
	type BlindSpot,
	type Firewall,
	type FirewallAnswer,
	firewallAnswers,
	hostPortAnswer,
	type PortFacts,
} from '../../../base/index.js';
import type {ContainerScope} from '../scope.js';
import type {Evidence} from '../verdict.js';

/** The firewall of the host, or why it could not be looked at. */
export function firewallOf({host}: ContainerScope): {seen: Firewall; reason: null} | {seen: null; reason: BlindSpot} {
	if (host === null)
		return {
			seen: null,
			reason: {source: 'host:firewall', reason: 'the engine is on another machine, or the host was not inspected'},
		};
	return host.firewall.known ? {seen: host.firewall.value, reason: null} : {seen: null, reason: host.firewall.reason};
}

/** The reason for one part that the host did not show. */
export const firewallUnreadable = (what: string): BlindSpot => ({source: 'host:firewall', reason: `${what} could not be read`});

type Answered = {readonly answer: FirewallAnswer};
export type AnsweredPort = Answered & {readonly port: PortFacts; readonly family: 4 | 6};

/** What the rules of the kernel do about each port, in each family in which it is published. */
export const answeredPorts = ({host, container}: ContainerScope, ports: readonly PortFacts[]): readonly AnsweredPort[] =>
	ports.flatMap(port => firewallAnswers(host, container, port).map(answered => ({port, ...answered})));

/** No other machine comes through, or only certain sources do. */
export const isFiltered = ({answer}: Answered): boolean =>
	answer.answer === 'closed' || (answer.answer === 'unknown' && answer.onlyFor !== null);

export const isOpenFor = ({answer}: Answered): boolean => answer.answer === 'open';

/** The rules that decided, each once, a handful. */
export function firewallEvidence(ports: readonly Answered[]): readonly Evidence[] {
	const all = ports.flatMap(({answer}) => answer.evidence);
	return [...new Map(all.map(one => [`${one.path} ${one.value}`, one])).values()].slice(0, 6);
}

/** Why it is not known for some. */
export const firewallReasons = (ports: readonly Answered[]): readonly BlindSpot[] => {
	const reasons = ports.flatMap(({answer}) => (answer.answer === 'unknown' ? [answer.reason] : []));
	return [...new Map(reasons.map(one => [one.reason, one])).values()];
};

/** Whether the rules close the host port to other machines where a program of the host listens on it. */
export const isClosedOnHost = ({host}: ContainerScope, {port, family}: AnsweredPort): boolean =>
	port.published.some(({hostPort}) => hostPortAnswer(host, {protocol: port.protocol, port: hostPort}, family).answer !== 'open');
