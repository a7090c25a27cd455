import type {ContainerExample} from '../../../src/rules/rule.js';
import {exampleMount} from '../../../src/rules/shared/examples.js';
import {own} from '../../../src/terminal/safe-text.js';
import {type Cases, namedVolume, refusedVolumes} from './case.js';

const writableBind = (path: string, RW = true) => ({Type: 'bind', Source: path, Destination: path, RW});

const rootAlone = {
	Mounts: [{...writableBind('/'), Destination: '/host'}],
	HostConfig: {Mounts: [{Type: 'bind', Source: '/', Target: '/host', BindOptions: {NonRecursive: true}}]},
};

const rootReadOnly = (given: ContainerExample): ContainerExample => ({
	Mounts: [{...writableBind('/', false), Destination: '/host'}],
	...given,
});

/** As plain `docker inspect` leaves it. */
const silent = {raw: {version: {}, info: null, networks: []}};

/** What it mounts. */
export const mountCases: Cases = {
	'container-sensitive-mount': [
		['a volume whose options were refused', {...namedVolume, engine: refusedVolumes}, 'unknown'],
		['a volume whose options were seen', namedVolume, 'pass'],
		['a harmless name', {Mounts: [writableBind('/srv/x.sock')]}, 'pass'],
		['the same of an engine that says nothing of itself', {Mounts: [writableBind('/srv/x.sock')], engine: silent}, 'unknown'],
		[
			'one behind a directory of the host that may not be read',
			{Mounts: [writableBind('/srv/hidden/x')], host: {links: {}}},
			'unknown',
		],
		['no bind of one', {Mounts: [], engine: silent}, 'pass'],
	],
	'container-proc-mount': [
		[
			'the root of the host, with what is mounted on it',
			{Mounts: [{...writableBind('/'), Destination: '/host'}]},
			'fail',
			'critical',
		],
		['the root, read-only', {Mounts: [{...writableBind('/', false), Destination: '/host'}]}, 'pass'],
		['the root, read-only, below which that does not hold', rootReadOnly({engine: {version: own('24.0.7')}}), 'fail', 'critical'],
		['the same on a kernel without mount_setattr', rootReadOnly({engine: {kernel: own('5.10.0-30-amd64')}}), 'fail', 'critical'],
		[
			'the same with Podman',
			rootReadOnly({HostConfig: {Annotations: {'io.container.manager': 'libpod'}, Binds: ['/:/host:ro,rprivate,rbind']}}),
			'fail',
			'critical',
		],
		[
			'the same with Podman, without what is below',
			rootReadOnly({HostConfig: {Annotations: {'io.container.manager': 'libpod'}, Binds: ['/:/host:bind,ro,private']}}),
			'pass',
		],
		['the root without what is mounted on it', rootAlone, 'pass'],
	],
	'container-writable-host-path': [
		[
			'programs that a kernel starts on events',
			{Mounts: [writableBind('/sys/kernel')], host: {ueventHelper: true}},
			'fail',
			'critical',
		],
		['a kernel that starts none', {Mounts: [writableBind('/sys/kernel')], host: {ueventHelper: false}}, 'fail', 'medium'],
	],
	'container-sys-mount': [
		[
			'the root of the host, with what is mounted on it',
			{Mounts: [{...writableBind('/'), Destination: '/host'}]},
			'fail',
			'high',
		],
		['the root without what is mounted on it', rootAlone, 'pass'],
	],
	'container-mount-propagation': [
		[
			'with the power to mount',
			{
				HostConfig: {CapAdd: ['SYS_ADMIN']},
				Mounts: [{Type: 'bind', Source: '/srv', Destination: '/s', RW: true, Propagation: 'shared'}],
			},
			'fail',
			'critical',
		],
	],
	'container-symlink-mount': [
		['binds that nobody could look at', {Mounts: [{Type: 'bind', Source: '/srv/a', Destination: '/a', RW: true}]}, 'unknown'],
		[
			'a bind below one that it may write',
			{Mounts: [writableBind('/srv/app'), writableBind('/srv/app/conf', false)]},
			'fail',
			'medium',
			/\/srv\/app\/conf can be replaced with a link through \/srv\/app$/,
		],
		[
			'the same for a user who may not be able to',
			{Config: {User: '1000'}, Mounts: [writableBind('/srv/app'), writableBind('/srv/app/conf', false)]},
			'fail',
			'low',
		],
		['a bind below one that is read-only', {Mounts: [writableBind('/srv/app', false), writableBind('/srv/app/conf')]}, 'unknown'],
		['binds side by side', {Mounts: [writableBind('/srv/app'), writableBind('/srv/app.conf')]}, 'unknown'],
		['binds of a host that was seen', {facts: {mounts: [exampleMount({source: own('/srv/a'), destination: own('/a')})]}}, 'pass'],
	],
};
