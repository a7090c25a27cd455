import {known} from '../../../../src/base/answers/index.js';
import {trusted} from '../../../../src/base/text/safe-text.js';
import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {openFirewall} from '../../../../src/judge/rules/shared/example-firewall.js';
import {exampleAttachment, exampleProcess, exampleSockets} from '../../../../src/judge/rules/shared/examples.js';
import {type Cases, row} from '../rule-cases.js';
import {published} from './case.js';

const redis = {Image: 'redis:7.4', Cmd: ['redis-server'], Entrypoint: ['docker-entrypoint.sh']};
const notebook = {Image: 'quay.io/jupyter/base-notebook', Cmd: ['start-notebook.py', '--IdentityProvider.token=']};
const prometheus = {Image: 'prom/prometheus:v3.1.0', Cmd: ['--config.file=/etc/prometheus/prometheus.yml']};
const dockerd = {Image: 'acme/build:1', Cmd: ['dockerd', '--host=tcp://0.0.0.0:2375']};
const owner = 'f'.repeat(64);
const ownerOf = (port: string): ContainerExample => ({
	HostConfig: {NetworkMode: `container:${owner}`},
	others: [{Id: owner, Name: '/pod', ...published('0.0.0.0', port, `${port}/tcp`)}],
});
/** The firewall drops all that is forwarded. */
const closing = {firewall: openFirewall({forwardRules: [{text: trusted('drop'), matches: [], action: {do: 'drop'}}]})};
const mounted = (Destination: string) => [{Type: 'bind', Source: `/srv${Destination}`, Destination, RW: false}];
const withPeers = (count: number): ContainerExample['facts'] => ({
	networks: [exampleAttachment('shop', {peers: Array.from({length: count}, (_, nth) => `p${nth}`)})],
});

/** Access without a password, and its severity. */
export const serviceCases: Cases<ContainerExample> = {
	'container-no-authentication': [
		row('a database on every network', ['critical', /^Redis asks for no password, port 6379 reachable from every network/], {
			Config: redis,
			...published('0.0.0.0', '6379', '6379/tcp'),
		}),
		row('the same over IPv6', 'critical', {Config: redis, ...published('::', '6379', '6379/tcp')}),
		row('commands for anyone', ['critical', /Jupyter .* run commands/], {Config: notebook, ...published('', '8888', '8888/tcp')}),
		row('the engine for anyone', ['critical', /Docker API/], {Config: dockerd, ...published('', '2375', '2375/tcp')}),
		row('what only reports', 'high', {Config: prometheus, ...published('', '9090', '9090/tcp')}),
		row(
			'on every network, closed by the host firewall',
			['low', /^Redis asks for no password, port 6379 published, .*closed by the host firewall/],
			{Config: redis, ...published('0.0.0.0', '6379', '6379/tcp'), host: closing},
		),
		row('commands for a neighbour, closed to other machines by the host firewall', 'medium', {
			Config: notebook,
			...published('0.0.0.0', '8888', '8888/tcp'),
			facts: withPeers(1),
			host: closing,
		}),
		row('on certain addresses', ['high', /certain addresses/], {Config: redis, ...published('10.0.0.5', '6379', '6379/tcp')}),
		row('on this host only', ['low', /this host only/], {Config: redis, ...published('127.0.0.1', '6379', '6379/tcp')}),
		row('the engine on this host only', 'medium', {Config: dockerd, ...published('127.0.0.1', '2375', '2375/tcp')}),
		row('data for neighbours', ['low', /by 3 other containers/], {Config: redis, facts: withPeers(3)}),
		row('commands for a neighbour', ['medium', /by 1 other container:/], {Config: notebook, facts: withPeers(1)}),
		row('on the network of the host', 'critical', {Config: redis, HostConfig: {NetworkMode: 'host'}}),
		row('on loopback of the host', 'low', {
			Config: {...redis, Cmd: ['redis-server', '--bind', '127.0.0.1', '-::1']},
			HostConfig: {NetworkMode: 'host'},
		}),
		row('on loopback of its own', 'pass', {
			Config: {...redis, Cmd: ['redis-server', '--bind', '127.0.0.1']},
			...published('', '6379', '6379/tcp'),
		}),
		row('by its sockets on loopback', 'pass', {
			Config: redis,
			...published('', '6379', '6379/tcp'),
			facts: {
				sockets: exampleSockets({
					own: known([{protocol: 'tcp', family: 4, address: trusted('127.0.0.1'), port: 6379, process: trusted('redis-server')}]),
				}),
			},
		}),
		row('without a network', 'pass', {Config: redis, HostConfig: {NetworkMode: 'none'}}),
		row('on every node of a swarm', 'critical', {
			Config: redis,
			facts: {networks: [exampleAttachment('ingress', {ingress: true})]},
		}),
		row('attached directly to the LAN', 'high', {
			Config: redis,
			facts: {networks: [exampleAttachment('lan', {driver: trusted('macvlan')})]},
		}),
		row('published by the container that shares its network', 'critical', {
			Config: {...redis, ExposedPorts: {'6379/tcp': {}}},
			...ownerOf('6379'),
		}),
		row('another port is published', 'low', {
			Config: {...redis, ExposedPorts: {'6379/tcp': {}}},
			...published('', '9121', '9121/tcp'),
		}),
		row('moved to another port', ['critical', /port 7000/], {
			Config: {...redis, Cmd: ['redis-server', '--port', '7000']},
			...published('', '7000', '7000/tcp'),
		}),
		row('a password that everyone tries', ['critical', /well-known password/], {
			Config: {Image: 'postgres:16', Cmd: ['postgres'], Env: ['POSTGRES_PASSWORD=postgres']},
			...published('', '5432', '5432/tcp'),
		}),
		row('a password masked in a snapshot', 'pass', {
			Config: {Image: 'postgres:16', Cmd: ['postgres'], Env: ['POSTGRES_PASSWORD=********']},
			...published('', '5432', '5432/tcp'),
		}),
		row('a mounted configuration', 'unknown', {
			Config: {...redis, Cmd: ['redis-server', '/etc/redis/redis.conf']},
			Mounts: mounted('/etc/redis'),
			...published('', '6379', '6379/tcp'),
		}),
		row('a password on the command line, overriding the file', 'pass', {
			Config: {...redis, Cmd: ['redis-server', '/etc/redis/redis.conf', '--requirepass', 'n0t-a-word-2']},
			Mounts: mounted('/etc/redis'),
		}),
		row('mounted data and certificates', 'critical', {
			Config: redis,
			Mounts: [...mounted('/data'), ...mounted('/etc/ssl/certs'), ...mounted('/etc/localtime')],
			...published('', '6379', '6379/tcp'),
		}),
		row('an image of the same name by someone else', 'unknown', {Config: {...redis, Image: 'acme/redis:1'}}),
		row('made from an id, whose image has a name', 'critical', {
			Config: {...redis, Image: `sha256:${'1'.repeat(64)}`},
			image: {RepoTags: ['redis:7']},
			...published('', '6379', '6379/tcp'),
		}),
		row('an image made from it', 'low', {
			Config: {
				Image: 'acme/shop-db:3',
				Cmd: ['postgres'],
				Entrypoint: ['docker-entrypoint.sh'],
				Env: ['PG_MAJOR=16', 'POSTGRES_HOST_AUTH_METHOD=trust'],
			},
		}),
		row('seen running', 'critical', {
			Config: {Image: 'acme/all-in-one:2', Cmd: ['supervisord']},
			facts: {processes: known([exampleProcess('redis-server', {args: trusted('/usr/bin/redis-server --protected-mode no')})])},
			...published('', '6379', '6379/tcp'),
		}),
		row('a client in the image of the server', 'not-applicable', {
			Config: {...redis, Cmd: ['redis-cli', '-h', 'cache', 'monitor']},
			...published('', '6379', '6379/tcp'),
		}),
		row('no service that is known', 'not-applicable', {
			Config: {Image: 'acme/shop:1', Cmd: ['shop', '--port', '8000']},
			...published('', '8000', '8000/tcp'),
		}),
		row('an unlisted one with a switch', ['high', /files asks for no password, port 8000/], {
			Config: {Image: 'acme/files:2', Cmd: ['files', '--no-auth']},
			...published('', '8000', '8000/tcp'),
		}),
		row('an unlisted one with a variable about another program', 'not-applicable', {
			Config: {Image: 'acme/shop:2', Cmd: ['shop'], Env: ['SMTP_AUTH=none', 'REDIS_AUTH_ENABLED=false']},
			...published('', '8000', '8000/tcp'),
		}),
	],
};
