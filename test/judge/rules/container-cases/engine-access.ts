import {known} from '../../../../src/base/answers/index.js';
import type {FileAccess} from '../../../../src/base/facts/index.js';
import {trusted} from '../../../../src/base/text/safe-text.js';
import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {exampleLiveState, exampleMount, exampleProcess} from '../../../../src/judge/rules/shared/examples.js';
import {type Cases, row} from '../rule-cases.js';
import {namedVolume, published, refusedVolumes, running, socket} from './case.js';

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

const seen = (file: Partial<FileAccess>) =>
	exampleMount({runtimeSocket: trusted('/run/docker.sock'), socket: {uid: 0, gid: 998, mode: 0o660, ...file}});

const rootless: ContainerExample = {
	Mounts: [{Type: 'bind', Source: '/run/user/1000/docker.sock', Destination: '/var/run/docker.sock', RW: true}],
	engine: {rootless: true},
};

/** Nothing in it makes another user of its user. */
const asItIs: ContainerExample['HostConfig'] = {SecurityOpt: ['no-new-privileges']};

/** Ways from a container to an engine. */
export const engineAccessCases: Cases<ContainerExample> = {
	'container-runtime-socket': [
		row('a volume whose options were refused', 'unknown', {...namedVolume, engine: refusedVolumes}),
		row('any source at the usual place inside', 'critical', {Mounts: [{...bound, Destination: '/run/docker.sock'}]}),
		row('a socket that cannot be inspected', 'unknown', {Mounts: [{...bound, Source: '/srv/app.sock'}]}),
		row('a recorded doubt', 'unknown', {facts: {mounts: [exampleMount({socketDoubt: trusted('why')})]}}),
	],
	'container-socket-group': [
		row('root', 'not-applicable', {...socket, Config: {User: ''}}),
		row('no group, where those of the image were not seen', 'unknown', {...socket, Config: {User: '1000'}}),
		row('a mount that may be a socket', 'unknown', {Config: {User: '1000'}, Mounts: [{...bound, Source: '/srv/app.sock'}]}),
		row('the owner of the socket', ['critical', /owns/], {Config: {User: '1000:1000'}, facts: {mounts: [seen({uid: 1000})]}}),
		row('its group', ['critical', /group 998/], {Config: {User: '1000:998'}, facts: {mounts: [seen({})]}}),
		row('its group, which may not write', 'pass', {
			Config: {User: '1000:998'},
			HostConfig: asItIs,
			facts: {mounts: [seen({mode: 0o755})]},
		}),
		row('anyone', ['critical', /0666/], {Config: {User: '1000:1000'}, facts: {mounts: [seen({mode: 0o666})]}}),
		row('another user', 'pass', {Config: {User: '1000:1000'}, HostConfig: asItIs, facts: {mounts: [seen({})]}}),
		row('another user, whose image was not searched', 'unknown', {Config: {User: '1000:1000'}, facts: {mounts: [seen({})]}}),
		row('another user, by a setuid program', ['high', /by the setuid program \/bin\/su$/], {
			Config: {User: '1000:1000'},
			facts: {mounts: [seen({})], setuidPrograms: known([trusted('/bin/su')])},
		}),
		row('root of the image, which is not that group', 'pass', {
			Config: {User: '1000:0'},
			HostConfig: asItIs,
			facts: {mounts: [seen({})]},
		}),
		row('a numbered group, on a host that cannot be seen', ['critical', /group 998/], {
			...socket,
			Config: {User: '1000:1000'},
			HostConfig: {GroupAdd: ['998']},
		}),
		row('no group, on a host that cannot be seen', 'pass', {...socket, Config: {User: '1000:1000'}, HostConfig: asItIs}),
		row('another user than the account of a rootless engine', 'pass', {
			...rootless,
			Config: {User: '1000:1000'},
			HostConfig: asItIs,
		}),
		row('another user of rootless Podman in a user namespace of its own, which may be the account by keep-id', 'unknown', {
			...rootless,
			Config: {User: '1000:1000'},
			HostConfig: {...asItIs, UsernsMode: 'private'},
			engine: {rootless: true, kind: 'podman'},
		}),
		row('its group, behind a user namespace', 'pass', {
			Config: {User: '1000:998'},
			HostConfig: asItIs,
			facts: {mounts: [seen({})]},
			engine: {userns: true},
		}),
		row('by its name', 'critical', {...socket, Config: {User: '1000:1000'}, HostConfig: {GroupAdd: ['docker']}}),
		row('by the /etc/group of the image', 'critical', {
			...socket,
			Config: {User: 'app'},
			facts: {truth: exampleLiveState({groups: [998]})},
			host: {socketGroup: known({group: trusted('docker'), gid: 998, members: []})},
		}),
		row('another group', 'pass', {
			...socket,
			Config: {User: '1000:1000'},
			HostConfig: asItIs,
			host: {socketGroup: known({group: trusted('docker'), gid: 998, members: []})},
		}),
	],
	'container-image-watcher': [
		row('with no socket', 'pass', {Config: {Image: 'portainer/portainer-ce:2.21'}}),
		row('under its own name', ['medium', /^traefik manages/], {
			...socket,
			Config: {Image: 'mirror.example/edge:1', Labels: {'org.opencontainers.image.source': 'https://github.com/traefik/Traefik'}},
		}),
		row('with unrelated labels', 'pass', {...socket, Config: {Image: 'edge:1', Labels: {'traefik.enable': 'true'}}}),
	],
	'container-remote-engine': [
		row('ssh', 'pass', {Config: {Env: ['DOCKER_HOST=ssh://ops@build']}}),
		row('an unknown address', 'high', {Config: {Env: ['DOCKER_HOST=tcp://dind:2375']}}),
		row('a proxy that writes', ['high', /through the proxy proxy/], throughProxy('CONTAINERS=1', 'POST=1')),
		row('a proxy that reads files', 'medium', throughProxy('CONTAINERS=1', 'POST=0')),
		row('a proxy that exposes nothing', 'low', throughProxy('EVENTS=1', 'POST=0')),
	],
	'container-engine-inside': [
		row('dockerd runs in it', 'medium', {facts: running('dockerd')}),
		row('on TCP without TLS', ['high', /without TLS/], {Path: '/usr/bin/dockerd', Args: ['-H', 'tcp://0.0.0.0:2375']}),
		row('on TCP with TLS', 'medium', {Path: 'dockerd', Args: ['--host=tcp://0.0.0.0:2376', '--tlsverify']}),
		row('on loopback', 'medium', {Path: 'dockerd', Args: ['--host=tcp://127.0.0.1:2375']}),
		row('docker:dind without certificates', ['high', /without TLS/], {
			Path: 'dockerd-entrypoint.sh',
			Config: {Env: ['DOCKER_TLS_CERTDIR=']},
		}),
		row('docker:dind', 'medium', {Path: 'dockerd-entrypoint.sh', Config: {Env: ['DOCKER_TLS_CERTDIR=/certs']}}),
		row('with TLS, on every address', 'high', published('0.0.0.0', '2376', '2376/tcp')),
		row('without TLS, for this host', 'high', published('127.0.0.1', '2375', '2375/tcp')),
		row('a process that mentions it', 'pass', {
			facts: {processes: known([exampleProcess('sh', {args: trusted('sh -c : dockerd')})])},
		}),
	],
};
