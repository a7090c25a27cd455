import {
	bracketed,
	type ContainerFacts,
	type FirewallAnswer,
	firewallAnswers,
	type HostFacts,
	type ImageFacts,
	isOpenWildcard,
	listenersOf,
	networkSockets,
	type PortFacts,
	type PortReach,
	reachWords,
	type SafeText,
	sanitise,
	trusted,
	widestReach,
} from '../../base/index.js';
import {type AssessedContainer, clientSeverity, openPortSeverity} from '../../judge/index.js';
import {isOnLink} from './network-places.js';

type Around = {readonly host: HostFacts | null; readonly fleet: readonly ContainerFacts[]};

/** One port as the Network page shows it: what is declared, published, listening, let through, and what that means. */
export function rowOf(places: readonly PortReach[], assessed: AssessedContainer, {host, fleet}: Around): readonly SafeText[] {
	const [first] = places;
	if (first === undefined) return [];
	const {port} = first;
	const {facts, image} = assessed;
	return [
		sanitise(`${port.port}/${port.protocol}`),
		declared(port, image),
		publishedOn(port),
		listeners(facts, port, fleet),
		sanitise(firewallWords(assessed, port, host)),
		sanitise(verdictWords(places, assessed)),
	];
}

/** The first address on which a port is published, else its number. */
export const copyOf = ([first]: readonly PortReach[]): SafeText => {
	const published = first?.port.published[0];
	return sanitise(published ? `${published.address}:${published.hostPort}` : String(first?.port.port ?? ''));
};

/**
 * The engine lists published ports among the exposed ones of a container: what was declared, its image says, or `--expose`, which
 * publishes nothing.
 */
function declared({port, protocol, exposed, published}: PortFacts, image: ImageFacts | null): SafeText {
	if (!exposed) return trusted('no');
	if (published.length === 0 || image?.exposedPorts.some(one => one === `${port}/${protocol}`)) return trusted('yes');
	return image === null ? trusted('?') : trusted('no');
}

function publishedOn({published}: PortFacts): SafeText {
	const words = published.map(({address, hostPort}) => `${bracketed(address)}:${hostPort}`);
	return sanitise(words.length === 0 ? '–' : words.join(' '));
}

function listeners(facts: ContainerFacts, port: PortFacts, fleet: readonly ContainerFacts[]): SafeText {
	if (networkSockets(facts) === null) return trusted('?');
	const words = listenersOf(facts, port, fleet).map(({address, process}) =>
		process === null ? address : `${address} (${process})`,
	);
	return sanitise(words.length === 0 ? 'nothing' : [...new Set(words)].join(' '));
}

/** What the rules of the kernel let through from other machines; a manager that denies the port has no say in what is forwarded. */
function firewallWords({facts, verdicts}: AssessedContainer, port: PortFacts, host: HostFacts | null): string {
	const onHost = facts.namespaces.network.kind === 'host';
	if (!onHost && (port.reach === 'none' || port.reach === 'loopback')) return '–';
	const [first, second] = firewallAnswers(host, facts, port).map(({answer}) => wordOf(answer));
	if (first === undefined) return '–';
	const words = second === undefined || first === second ? first : `IPv4 ${first}, IPv6 ${second}`;
	const bypass = verdicts.find(({rule, verdict}) => rule === 'container-firewall-bypass' && verdict === 'fail');
	const isNamed =
		bypass?.verdict === 'fail' && bypass.evidence.some(({path}) => path.includes(`["${port.port}/${port.protocol}"]`));
	if (!isNamed) return words;
	const active = host?.firewall.known ? host.firewall.value : null;
	const manager = active?.ufw ? 'ufw' : active?.firewalld ? 'firewalld' : "the host's rules";
	return `${words} (bypasses ${manager})`;
}

const wordOf = (answer: FirewallAnswer): string =>
	answer.answer !== 'unknown' ? answer.answer : answer.onlyFor === null ? '?' : `only ${answer.onlyFor}`;

/** Who can reach it, with the severity that the rule about such ports gives. */
function verdictWords(places: readonly PortReach[], {facts, verdicts}: AssessedContainer): string {
	const widest = widestReach(places);
	if (widest === null) return '';
	const {port, at, from} = widest;
	const severityOf = (rule: string): string | undefined => {
		const found = verdicts.find(one => one.rule === rule);
		return found?.verdict === 'fail' ? found.severity : undefined;
	};
	const what = port.service === null ? '' : ` (${port.service})`;
	const words = `${reachWords(widest)}${what}`;
	if (from === 'no-listener') return at === null ? 'ok: nothing listens' : 'low: published, but nothing listens';
	if (from === 'firewall-closed') return `low: ${words}`;
	if (from === 'itself')
		return at === null ? `ok: ${words}` : 'low: listens on loopback only; the published port cannot be reached';
	if (facts.namespaces.network.kind === 'host')
		return from === 'this-host' || from === 'not-running'
			? `ok: ${words}`
			: `${severityOf('container-host-network') ?? 'high'}: ${words}, on the host's network`;
	if (isOpenWildcard(widest)) {
		const ofRule = severityOf(port.administrative ? 'container-admin-port' : 'container-wildcard-publish');
		const severity = (port.unauthenticated === undefined ? ofRule : null) ?? openPortSeverity(widest);
		return from === 'not-running' ? `${severity}: not running; published on all interfaces${what}` : `${severity}: ${words}`;
	}
	if (from === 'routed') return `${severityOf('container-direct-routing') ?? 'medium'}: ${words}`;
	if (isOnLink({verdicts}, widest))
		return `${severityOf('container-loopback-reach') ?? 'medium'}: reachable from the local network despite 127.0.0.1${what}`;
	if (from === 'address' && port.unauthenticated !== undefined)
		return `${clientSeverity.address[port.unauthenticated]}: ${words}`;
	return `${from === 'this-host' || from === 'not-running' ? 'ok' : 'info'}: ${words}`;
}
