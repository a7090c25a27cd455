import {known} from '../../../src/answers/index.js';
import type {ContainerExample} from '../../../src/rules/rule.js';
import {openFirewall} from '../../../src/rules/shared/example-firewall.js';
import {exampleAttachment, exampleLiveState, exampleProcess} from '../../../src/rules/shared/examples.js';
import {own} from '../../../src/terminal/safe-text.js';
import {type Cases, published} from './case.js';

const drop = {text: own('-j DROP'), matches: [], action: {do: 'drop'}} as const;
const redis = {Image: 'redis:7.4', Cmd: ['redis-server'], Entrypoint: ['docker-entrypoint.sh']};
const notebook = {Image: 'quay.io/jupyter/base-notebook', Cmd: ['start-notebook.py', '--IdentityProvider.token=']};
const prometheus = {Image: 'prom/prometheus:v3.1.0', Cmd: ['--config.file=/etc/prometheus/prometheus.yml']};
const dockerd = {Image: 'acme/build:1', Cmd: ['dockerd', '--host=tcp://0.0.0.0:2375']};
const owner = 'f'.repeat(64);
const ownerOf = (port: string): ContainerExample => ({
	HostConfig: {NetworkMode: `container:${owner}`},
	others: [{Id: owner, Name: '/pod', ...published('0.0.0.0', port, `${port}/tcp`)}],
});
const mounted = (Destination: string) => [{Type: 'bind', Source: `/srv${Destination}`, Destination, RW: false}];
const withPeers = (count: number): ContainerExample['facts'] => ({
	networks: [exampleAttachment('shop', {peers: Array.from({length: count}, (_, nth) => `p${nth}`)})],
});

/** Who gets in without a password, and how bad that is. */
export const serviceCases: Cases = {
	'container-no-authentication': [
		[
			'a database on every network',
			{Config: redis, ...published('0.0.0.0', '6379', '6379/tcp')},
			'fail',
			'critical',
			/^Redis asks for no password, port 6379 reachable from every network/,
		],
		[
			'a database that the firewall closes',
			{Config: redis, ...published('0.0.0.0', '6379', '6379/tcp'), host: {firewall: openFirewall({forwardRules: [drop]})}},
			'fail',
			'low',
			/this host only/,
		],
		['the same over IPv6', {Config: redis, ...published('::', '6379', '6379/tcp')}, 'fail', 'critical'],
		[
			'commands for anyone',
			{Config: notebook, ...published('', '8888', '8888/tcp')},
			'fail',
			'critical',
			/Jupyter .* run commands/,
		],
		['the engine for anyone', {Config: dockerd, ...published('', '2375', '2375/tcp')}, 'fail', 'critical', /Docker API/],
		['what only reports', {Config: prometheus, ...published('', '9090', '9090/tcp')}, 'fail', 'high'],
		['on certain addresses', {Config: redis, ...published('10.0.0.5', '6379', '6379/tcp')}, 'fail', 'high', /certain addresses/],
		['on this host only', {Config: redis, ...published('127.0.0.1', '6379', '6379/tcp')}, 'fail', 'low', /this host only/],
		['the engine on this host only', {Config: dockerd, ...published('127.0.0.1', '2375', '2375/tcp')}, 'fail', 'medium'],
		['data for neighbours', {Config: redis, facts: withPeers(3)}, 'fail', 'low', /by 3 other containers/],
		['commands for a neighbour', {Config: notebook, facts: withPeers(1)}, 'fail', 'medium', /by 1 other container:/],
		['on the network of the host', {Config: redis, HostConfig: {NetworkMode: 'host'}}, 'fail', 'critical'],
		[
			'on loopback of the host',
			{Config: {...redis, Cmd: ['redis-server', '--bind', '127.0.0.1', '-::1']}, HostConfig: {NetworkMode: 'host'}},
			'fail',
			'low',
		],
		[
			'on loopback of its own',
			{Config: {...redis, Cmd: ['redis-server', '--bind', '127.0.0.1']}, ...published('', '6379', '6379/tcp')},
			'pass',
		],
		[
			'by its sockets on loopback',
			{
				Config: redis,
				...published('', '6379', '6379/tcp'),
				facts: {
					truth: exampleLiveState({
						listening: known([{protocol: 'tcp', family: 4, address: own('127.0.0.1'), port: 6379, process: own('redis-server')}]),
					}),
				},
			},
			'pass',
		],
		['without a network', {Config: redis, HostConfig: {NetworkMode: 'none'}}, 'pass'],
		[
			'on every node of a swarm',
			{Config: redis, facts: {networks: [exampleAttachment('ingress', {ingress: true})]}},
			'fail',
			'critical',
		],
		[
			'a machine of its own on the local network',
			{Config: redis, facts: {networks: [exampleAttachment('lan', {driver: own('macvlan')})]}},
			'fail',
			'high',
		],
		[
			'published by the container whose network it uses',
			{Config: {...redis, ExposedPorts: {'6379/tcp': {}}}, ...ownerOf('6379')},
			'fail',
			'critical',
		],
		[
			'another port is published',
			{Config: {...redis, ExposedPorts: {'6379/tcp': {}}}, ...published('', '9121', '9121/tcp')},
			'fail',
			'low',
		],
		[
			'moved to another port',
			{Config: {...redis, Cmd: ['redis-server', '--port', '7000']}, ...published('', '7000', '7000/tcp')},
			'fail',
			'critical',
			/port 7000/,
		],
		[
			'a password that everyone tries',
			{
				Config: {Image: 'postgres:16', Cmd: ['postgres'], Env: ['POSTGRES_PASSWORD=postgres']},
				...published('', '5432', '5432/tcp'),
			},
			'fail',
			'critical',
			/well-known password/,
		],
		[
			'a password masked in a snapshot',
			{
				Config: {Image: 'postgres:16', Cmd: ['postgres'], Env: ['POSTGRES_PASSWORD=********']},
				...published('', '5432', '5432/tcp'),
			},
			'pass',
		],
		[
			'a mounted configuration',
			{
				Config: {...redis, Cmd: ['redis-server', '/etc/redis/redis.conf']},
				Mounts: mounted('/etc/redis'),
				...published('', '6379', '6379/tcp'),
			},
			'unknown',
		],
		[
			'a password on the command line, whatever the file says',
			{
				Config: {...redis, Cmd: ['redis-server', '/etc/redis/redis.conf', '--requirepass', 'n0t-a-word-2']},
				Mounts: mounted('/etc/redis'),
			},
			'pass',
		],
		[
			'mounted data and certificates',
			{
				Config: redis,
				Mounts: [...mounted('/data'), ...mounted('/etc/ssl/certs'), ...mounted('/etc/localtime')],
				...published('', '6379', '6379/tcp'),
			},
			'fail',
			'critical',
		],
		['an image of the same name by someone else', {Config: {...redis, Image: 'acme/redis:1'}}, 'unknown'],
		[
			'made from an id, whose image has a name',
			{
				Config: {...redis, Image: `sha256:${'1'.repeat(64)}`},
				image: {RepoTags: ['redis:7']},
				...published('', '6379', '6379/tcp'),
			},
			'fail',
			'critical',
		],
		[
			'an image made from it',
			{
				Config: {
					Image: 'acme/shop-db:3',
					Cmd: ['postgres'],
					Entrypoint: ['docker-entrypoint.sh'],
					Env: ['PG_MAJOR=16', 'POSTGRES_HOST_AUTH_METHOD=trust'],
				},
			},
			'fail',
			'low',
		],
		[
			'seen running',
			{
				Config: {Image: 'acme/all-in-one:2', Cmd: ['supervisord']},
				facts: {processes: known([exampleProcess('redis-server', {args: own('/usr/bin/redis-server --protected-mode no')})])},
				...published('', '6379', '6379/tcp'),
			},
			'fail',
			'critical',
		],
		[
			'a client in the image of the server',
			{Config: {...redis, Cmd: ['redis-cli', '-h', 'cache', 'monitor']}, ...published('', '6379', '6379/tcp')},
			'not-applicable',
		],
		[
			'no service that is known',
			{Config: {Image: 'acme/shop:1', Cmd: ['shop', '--port', '8000']}, ...published('', '8000', '8000/tcp')},
			'not-applicable',
		],
		[
			'an unlisted one that says so',
			{Config: {Image: 'acme/files:2', Cmd: ['files', '--no-auth']}, ...published('', '8000', '8000/tcp')},
			'fail',
			'high',
			/files asks for no password, port 8000/,
		],
		[
			'an unlisted one whose variable names another program',
			{
				Config: {Image: 'acme/shop:2', Cmd: ['shop'], Env: ['SMTP_AUTH=none', 'REDIS_AUTH_ENABLED=false']},
				...published('', '8000', '8000/tcp'),
			},
			'not-applicable',
		],
	],
};
