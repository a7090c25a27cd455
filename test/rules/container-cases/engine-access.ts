import {known} from '../../../src/answers/index.js';
import type {FileOwner} from '../../../src/facts/index.js';
import type {ContainerExample} from '../../../src/rules/rule.js';
import {exampleLiveState, exampleMount, exampleProcess} from '../../../src/rules/shared/examples.js';
import {own} from '../../../src/terminal/safe-text.js';
import {type Cases, namedVolume, published, refusedVolumes, running, socket} from './case.js';

/** A client of a proxy on the same network, which knows it by an alias. */
const throughProxy = (...env: string[]): ContainerExample => ({
	Config: {Env: ['DOCKER_HOST=tcp://docker:2375']},
	NetworkSettings: {Networks: {inner: {NetworkID: 'n1'}}},
	others: [
		{
			Id: 'b'.repeat(64),
			Name: '/proxy',
			Config: {Image: 'tecnativa/docker-socket-proxy', Env: env},
			NetworkSettings: {Networks: {inner: {NetworkID: 'n1', Aliases: ['docker']}}},
			...socket,
		},
	],
});

const bound = {Type: 'bind', Source: '/srv/x', Destination: '/x', RW: false};

const seen = (file: Partial<FileOwner>) =>
	exampleMount({runtimeSocket: own('/run/docker.sock'), socket: {uid: 0, gid: 998, mode: 0o660, ...file}});

const rootless: ContainerExample = {
	Mounts: [{Type: 'bind', Source: '/run/user/1000/docker.sock', Destination: '/var/run/docker.sock', RW: true}],
	engine: {rootless: true},
};

/** Nothing in it makes another user of its user. */
const asItIs: ContainerExample['HostConfig'] = {SecurityOpt: ['no-new-privileges']};

/** Ways from a container to an engine. */
export const engineAccessCases: Cases = {
	'container-runtime-socket': [
		['a volume whose options were refused', {...namedVolume, engine: refusedVolumes}, 'unknown'],
		['any source at the usual place inside', {Mounts: [{...bound, Destination: '/run/docker.sock'}]}, 'fail', 'critical'],
		['a socket that cannot be looked at', {Mounts: [{...bound, Source: '/srv/app.sock'}]}, 'unknown'],
		['a doubt of who looked', {facts: {mounts: [exampleMount({socketDoubt: own('why')})]}}, 'unknown'],
	],
	'container-socket-group': [
		['root', {...socket, Config: {User: ''}}, 'not-applicable'],
		['no group, where those of the image were not seen', {...socket, Config: {User: '1000'}}, 'unknown'],
		['a mount that may be a socket', {Config: {User: '1000'}, Mounts: [{...bound, Source: '/srv/app.sock'}]}, 'unknown'],
		['the owner of the socket', {Config: {User: '1000:1000'}, facts: {mounts: [seen({uid: 1000})]}}, 'fail', 'critical', /owns/],
		['its group', {Config: {User: '1000:998'}, facts: {mounts: [seen({})]}}, 'fail', 'critical', /group 998/],
		[
			'its group, which may not write',
			{Config: {User: '1000:998'}, HostConfig: asItIs, facts: {mounts: [seen({mode: 0o755})]}},
			'pass',
		],
		['anyone', {Config: {User: '1000:1000'}, facts: {mounts: [seen({mode: 0o666})]}}, 'fail', 'critical', /0666/],
		['another user', {Config: {User: '1000:1000'}, HostConfig: asItIs, facts: {mounts: [seen({})]}}, 'pass'],
		['another user, whose image was not searched', {Config: {User: '1000:1000'}, facts: {mounts: [seen({})]}}, 'unknown'],
		[
			'another user, by a setuid program',
			{Config: {User: '1000:1000'}, facts: {mounts: [seen({})], setuidPrograms: known([own('/bin/su')])}},
			'fail',
			'high',
			/by the setuid program \/bin\/su$/,
		],
		[
			'root of the image, which is not that group',
			{Config: {User: '1000:0'}, HostConfig: asItIs, facts: {mounts: [seen({})]}},
			'pass',
		],
		[
			'a numbered group, on a host that cannot be seen',
			{...socket, Config: {User: '1000:1000'}, HostConfig: {GroupAdd: ['998']}},
			'fail',
			'critical',
			/group 998/,
		],
		['no group, on a host that cannot be seen', {...socket, Config: {User: '1000:1000'}, HostConfig: asItIs}, 'pass'],
		[
			'another user than the account of a rootless engine',
			{...rootless, Config: {User: '1000:1000'}, HostConfig: asItIs},
			'pass',
		],
		[
			'another user of rootless Podman, which may be the account by keep-id',
			{...rootless, Config: {User: '1000:1000'}, HostConfig: asItIs, engine: {rootless: true, kind: 'podman'}},
			'unknown',
		],
		[
			'its group, behind a user namespace',
			{Config: {User: '1000:998'}, HostConfig: asItIs, facts: {mounts: [seen({})]}, engine: {userns: true}},
			'pass',
		],
		['by its name', {...socket, Config: {User: '1000:1000'}, HostConfig: {GroupAdd: ['docker']}}, 'fail', 'critical'],
		[
			'by the /etc/group of the image',
			{
				...socket,
				Config: {User: 'app'},
				facts: {truth: exampleLiveState({groups: [998]})},
				host: {socketGroup: known({group: own('docker'), gid: 998, members: []})},
			},
			'fail',
			'critical',
		],
		[
			'another group',
			{
				...socket,
				Config: {User: '1000:1000'},
				HostConfig: asItIs,
				host: {socketGroup: known({group: own('docker'), gid: 998, members: []})},
			},
			'pass',
		],
	],
	'container-image-watcher': [
		['with no socket', {Config: {Image: 'portainer/portainer-ce:2.21'}}, 'pass'],
		[
			'under a name of its own',
			{
				...socket,
				Config: {
					Image: 'mirror.example/edge:1',
					Labels: {'org.opencontainers.image.source': 'https://github.com/traefik/Traefik'},
				},
			},
			'fail',
			'medium',
			/^traefik manages/,
		],
		['whose labels say something else', {...socket, Config: {Image: 'edge:1', Labels: {'traefik.enable': 'true'}}}, 'pass'],
	],
	'container-remote-engine': [
		['ssh', {Config: {Env: ['DOCKER_HOST=ssh://ops@build']}}, 'pass'],
		['an address of which nothing is known', {Config: {Env: ['DOCKER_HOST=tcp://dind:2375']}}, 'fail', 'high'],
		['a proxy that writes', throughProxy('CONTAINERS=1', 'POST=1'), 'fail', 'high', /through the proxy proxy/],
		['a proxy that reads files', throughProxy('CONTAINERS=1', 'POST=0'), 'fail', 'medium'],
		['a proxy that gives nothing away', throughProxy('EVENTS=1', 'POST=0'), 'fail', 'low'],
	],
	'container-engine-inside': [
		['dockerd runs in it', {facts: running('dockerd')}, 'fail', 'medium'],
		['on TCP without TLS', {Path: '/usr/bin/dockerd', Args: ['-H', 'tcp://0.0.0.0:2375']}, 'fail', 'high', /without TLS/],
		['on TCP with TLS', {Path: 'dockerd', Args: ['--host=tcp://0.0.0.0:2376', '--tlsverify']}, 'fail', 'medium'],
		['on loopback', {Path: 'dockerd', Args: ['--host=tcp://127.0.0.1:2375']}, 'fail', 'medium'],
		[
			'docker:dind without certificates',
			{Path: 'dockerd-entrypoint.sh', Config: {Env: ['DOCKER_TLS_CERTDIR=']}},
			'fail',
			'high',
			/without TLS/,
		],
		['docker:dind', {Path: 'dockerd-entrypoint.sh', Config: {Env: ['DOCKER_TLS_CERTDIR=/certs']}}, 'fail', 'medium'],
		['with TLS, on every address', published('0.0.0.0', '2376', '2376/tcp'), 'fail', 'high'],
		['without TLS, for this host', published('127.0.0.1', '2375', '2375/tcp'), 'fail', 'high'],
		['a process that mentions it', {facts: {processes: known([exampleProcess('sh', {args: own('sh -c : dockerd')})])}}, 'pass'],
	],
};
