import {trusted} from '../../../../src/base/text/safe-text.js';
import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {exampleMount} from '../../../../src/judge/rules/shared/examples.js';
import {type Cases, row} from '../rule-cases.js';
import {namedVolume, refusedVolumes} from './case.js';

const writableBind = (path: string, RW = true) => ({Type: 'bind', Source: path, Destination: path, RW});

const rootAlone = {
	Mounts: [{...writableBind('/'), Destination: '/host'}],
	HostConfig: {Mounts: [{Type: 'bind', Source: '/', Target: '/host', BindOptions: {NonRecursive: true}}]},
};

const rootReadOnly = (given: ContainerExample): ContainerExample => ({
	Mounts: [{...writableBind('/', false), Destination: '/host'}],
	...given,
});

/** As in plain `docker inspect` output. */
const silent = {raw: {version: {}, info: null, networks: []}};

/** What it mounts. */
export const mountCases: Cases<ContainerExample> = {
	'container-sensitive-mount': [
		row('a volume whose options were refused', 'unknown', {...namedVolume, engine: refusedVolumes}),
		row('a volume whose options were seen', 'pass', namedVolume),
		row('a harmless name', 'pass', {Mounts: [writableBind('/srv/x.sock')]}),
		row('the same with an engine that reports nothing about itself', 'unknown', {
			Mounts: [writableBind('/srv/x.sock')],
			engine: silent,
		}),
		row('one behind a directory of the host that may not be read', 'unknown', {
			Mounts: [writableBind('/srv/hidden/x')],
			host: {links: {}},
		}),
		row('no bind of one', 'pass', {Mounts: [], engine: silent}),
	],
	'container-proc-mount': [
		row('the root of the host, with what is mounted on it', 'critical', {Mounts: [{...writableBind('/'), Destination: '/host'}]}),
		row('the root, read-only', 'pass', {Mounts: [{...writableBind('/', false), Destination: '/host'}]}),
		row('the root, read-only, below which that does not hold', 'critical', rootReadOnly({engine: {version: trusted('24.0.7')}})),
		row('the same on a kernel without mount_setattr', 'critical', rootReadOnly({engine: {kernel: trusted('5.10.0-30-amd64')}})),
		row(
			'the same with Podman',
			'critical',
			rootReadOnly({HostConfig: {Annotations: {'io.container.manager': 'libpod'}, Binds: ['/:/host:ro,rprivate,rbind']}}),
		),
		row(
			'the same with Podman, without what is below',
			'pass',
			rootReadOnly({HostConfig: {Annotations: {'io.container.manager': 'libpod'}, Binds: ['/:/host:bind,ro,private']}}),
		),
		row('the root without what is mounted on it', 'pass', rootAlone),
	],
	'container-writable-host-path': [
		row('programs that a kernel starts on events', 'critical', {
			Mounts: [writableBind('/sys/kernel')],
			host: {ueventHelper: true},
		}),
		row('a kernel that starts none', 'medium', {Mounts: [writableBind('/sys/kernel')], host: {ueventHelper: false}}),
	],
	'container-sys-mount': [
		row('the host root, with its submounts', 'high', {Mounts: [{...writableBind('/'), Destination: '/host'}]}),
		row('the host root without its submounts', 'pass', rootAlone),
	],
	'container-mount-propagation': [
		row('with the power to mount', 'critical', {
			HostConfig: {CapAdd: ['SYS_ADMIN']},
			Mounts: [{Type: 'bind', Source: '/srv', Destination: '/s', RW: true, Propagation: 'shared'}],
		}),
	],
	'container-symlink-mount': [
		row('binds that could not be inspected', 'unknown', {
			Mounts: [{Type: 'bind', Source: '/srv/a', Destination: '/a', RW: true}],
		}),
		row('a bind below one that it may write', ['medium', /\/srv\/app\/conf can be replaced with a link through \/srv\/app$/], {
			Mounts: [writableBind('/srv/app'), writableBind('/srv/app/conf', false)],
		}),
		row('the same for a user who may not be able to', 'low', {
			Config: {User: '1000'},
			Mounts: [writableBind('/srv/app'), writableBind('/srv/app/conf', false)],
		}),
		row('a bind below one that is read-only', 'unknown', {
			Mounts: [writableBind('/srv/app', false), writableBind('/srv/app/conf')],
		}),
		row('binds side by side', 'unknown', {Mounts: [writableBind('/srv/app'), writableBind('/srv/app.conf')]}),
		row('binds of a host that was seen', 'pass', {
			facts: {mounts: [exampleMount({source: trusted('/srv/a'), destination: trusted('/a')})]},
		}),
	],
};
