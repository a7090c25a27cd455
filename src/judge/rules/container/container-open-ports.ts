import {ownSockets, portNames, routingMesh} from '../../../base/index.js';
import {unpublished} from '../../changes/port-changes.js';
import {cisIds, defineRule, failAs, fromInspect, fromProc, info, pass} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {meshEvidence, noPort, portEvidence, portName} from '../shared/port-evidence.js';
import {imageNotSeen} from '../shared/unseen-image.js';

const published = ({container}: ContainerScope) => container.ports.filter(port => port.published.length > 0);

/** Published, though the image declares other ports: a debugging or administration port most often. */
function undeclared(scope: ContainerScope) {
	const declared = scope.image?.exposedPorts ?? [];
	return declared.length === 0 ? [] : published(scope).filter(port => !declared.some(name => name === portName(port)));
}

export default defineRule({
	slug: 'container-open-ports',
	title: 'Published port is not declared by the image',
	cis: cisIds('5.9'),
	severity: 'low',
	target: 'container',
	rationale: 'Every open port is attack surface; one that the image does not declare is often a debugging port.',
	references: ['https://docs.docker.com/engine/network/port-publishing/', 'https://docs.docker.com/reference/dockerfile/#expose'],

	check: scope => {
		const {container} = scope;
		if (container.namespaces.network.kind === 'host') {
			const mode = fromInspect('HostConfig.NetworkMode', 'host');
			return info(
				mode,
				...(ownSockets(container) ?? []).map(({protocol, address, port}) => fromProc(`net/${protocol}`, `${address}:${port}`)),
			);
		}
		const mesh = routingMesh(container);
		if (published(scope).length === 0) return mesh === undefined ? pass(noPort(container)) : info(meshEvidence(mesh));
		if (scope.image === null) return imageNotSeen(scope);
		const odd = undeclared(scope);
		if (odd.length === 0) return info(...published(scope).map(port => portEvidence(container, port)));
		return failAs({detail: `the image does not declare ${portNames(odd)}`}, ...odd.map(port => portEvidence(container, port)));
	},

	remedy: scope => ({
		text: withNetworkOwnerHint(scope.container, 'Publish only what clients use.'),
		...unpublished(scope.container, undeclared(scope)),
		mayBreak: 'Clients of that port.',
	}),

	examples: {
		bad: {
			image: {Config: {ExposedPorts: {'80/tcp': {}}}},
			HostConfig: {PortBindings: {'9229/tcp': [{HostIp: '', HostPort: '9229'}]}},
			NetworkSettings: {Ports: {'9229/tcp': [{HostIp: '0.0.0.0', HostPort: '9229'}]}},
		},
		good: {image: {Config: {ExposedPorts: {'80/tcp': {}}}}, NetworkSettings: {Ports: {'80/tcp': null}}},
	},
});
