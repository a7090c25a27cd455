import {groupBy, type PortFacts, sanitise, trusted} from '../../base/index.js';
import {type AssessedContainer, change, flagChanges, onLoopback, unpublished} from '../../judge/index.js';
import {type PlannedChange, type PlanStep, planned} from '../plan/change.js';
import {whyPublishLess} from '../plan/reach-reason.js';

/**
 * Ports published on all addresses of the host: who connects is not known, so nothing is enabled. Each is decided alone; those that one option
 * publishes, together.
 */
export const publishedPorts: PlanStep = ({assessed}) => {
	const {facts} = assessed;
	const open = facts.ports.filter(({reach}) => reach === 'wildcard');
	const groups = groupBy(open, port => flagChanges({remove: onLoopback(facts, [port]).remove, add: []}).join(' '));
	return [...groups].flatMap(([typed, ports]) => (typed === '' ? [] : ofPorts(assessed, ports, groups.size === 1)));
};

function ofPorts(assessed: AssessedContainer, ports: readonly PortFacts[], isOnly: boolean): PlannedChange[] {
	const {facts} = assessed;
	const numbers = ports.map(({port}) => port);
	const cause = [...new Set([Math.min(...numbers), Math.max(...numbers)])].join('-');
	const as = (name: string) => ({cause, name, about: sanitise(`port ${cause} on all addresses of the host`)});
	const common = {
		why: whyPublishLess(assessed, new Set(ports)),
		rung: 'choice' as const,
		evidence: ports.flatMap(({port, protocol, published}) =>
			published.map(({address, hostPort}) => ({
				source: 'inspect',
				path: `HostConfig.PortBindings["${port}/${protocol}"]`,
				value: sanitise(`${address}:${hostPort}`),
			})),
		),
		howToSee: trusted('connections from other machines are refused'),
	};
	return [
		planned(
			change({
				text: 'Publish only on the address that clients use, or on 127.0.0.1 if a reverse proxy on this host is in front.',
				...onLoopback(facts, ports),
				mayBreak: 'Clients on other machines: publish on the address that they use.',
			}),
			{...common, decides: as('loopback'), slug: isOnly ? 'publish' : `publish:${cause}`},
		),
		planned(
			change({
				text: 'Do not publish it where only containers are clients.',
				...unpublished(facts, ports),
				mayBreak: 'Clients on this host and on other machines: containers on its networks still reach it.',
			}),
			{...common, decides: as('none'), slug: `publish-none:${cause}`},
		),
	];
}
