import {type ServiceAccess, serviceReach} from '../../../base/index.js';
import {onLoopback} from '../../changes/port-changes.js';
import {cannotTell, defineRule, failAs, fromInspect, notApplicable, pass} from '../rule.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {loopbackByDefault, portEvidence} from '../shared/port-evidence.js';
import {describeService, type UnprotectedService, unprotectedServices} from '../shared/unprotected-services.js';

const publishedPorts = (found: readonly UnprotectedService[]) => [...new Set(found.flatMap(({reach}) => reach.ports))];
const names = (found: readonly ServiceAccess[]) => [...new Set(found.map(({service}) => service.name))].join(', ');

const blindSpot = ({service, evidence}: ServiceAccess) => {
	const {source, path, value} = evidence.at(-1) ?? {source: 'inspect', path: 'Config', value: ''};
	return {source: `${source}:${path}`, reason: `whether ${service.name} authenticates cannot be seen: ${value}`};
};

export default defineRule({
	slug: 'container-no-authentication',
	title: 'Service answers without authentication',
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale: 'Any client that can connect owns what the service holds: no vulnerability and no password is needed.',
	references: [
		'https://owasp.org/Top10/A07_2021-Identification_and_Authentication_Failures/',
		'https://docs.docker.com/engine/network/port-publishing/',
	],

	check: scope => {
		const services = scope.services();
		if (services.length === 0) return notApplicable('no known service is recognised by its image, command or processes');
		const found = unprotectedServices(scope);
		const [worst, ...others] = found;
		if (worst !== undefined)
			return failAs(
				{severity: worst.severity, detail: `${describeService(worst)}${others.length === 0 ? '' : `; also ${names(others)}`}`},
				...found.flatMap(({evidence}) => evidence),
				...publishedPorts(found).map(port => portEvidence(scope.container, port)),
			);
		const unseen = services.filter(
			one => one.access === 'unknown' && serviceReach(one, scope.container, scope.fleet, scope.host).from !== 'self',
		);
		if (unseen.length > 0) return cannotTell(...unseen.map(blindSpot));
		const local = services.filter(one => one.onLoopback);
		const loopback = local.length === 0 ? [] : [fromInspect('Config.Cmd', `${names(local)} listens on loopback only`)];
		return pass(...services.flatMap(({access, evidence}) => (access === 'unknown' ? [] : evidence)), ...loopback);
	},

	remedy: scope => {
		const found = unprotectedServices(scope);
		const ports = publishedPorts(found);
		const byDefault = ports.length === 0 ? null : loopbackByDefault(scope.container, scope.engine);
		return {
			text: withNetworkOwnerHint(
				scope.container,
				`Set a password for ${names(found)}, keep it on a network with only its clients, and publish it at most on 127.0.0.1.${byDefault === null ? '' : ` ${byDefault.text}`}`,
			),
			...onLoopback(scope.container, ports),
			mayBreak: `Clients that connect without a password, and clients on other machines.${byDefault === null ? '' : ` ${byDefault.mayBreak}`}`,
		};
	},

	examples: {
		bad: {
			Config: {Image: 'postgres:16', Env: ['POSTGRES_HOST_AUTH_METHOD=trust'], Cmd: ['postgres']},
			HostConfig: {PortBindings: {'5432/tcp': [{HostIp: '', HostPort: '5432'}]}},
			NetworkSettings: {Ports: {'5432/tcp': [{HostIp: '0.0.0.0', HostPort: '5432'}]}},
		},
		good: {Config: {Image: 'postgres:16', Env: ['POSTGRES_PASSWORD_FILE=/run/secrets/db'], Cmd: ['postgres']}},
	},
});
