import {Ajv} from 'ajv';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import type {ContainerInspect} from '../../src/base/answers/index.js';
import {enabledBy, hardened} from '../../src/fix/plan/index.js';
import {kubernetes} from '../../src/fix/render/kubernetes.js';
import {hardeningOutput} from '../../src/fix/render/output.js';
import {opened, parts, view} from './opened.js';
import {inspectOf} from './subject.js';

const mounts = [
	{Type: 'bind', Source: '/etc', Target: '/e', ReadOnly: true},
	{Type: 'volume', Source: 'Named_1', Target: '/n'},
	{Type: 'volume', Target: '/anonymous'},
	{Type: 'tmpfs', Target: '/t', TmpfsOptions: {SizeBytes: 4096}},
];

describe('Kubernetes', () => {
	it('is a Pod with the securityContext of the flags', () => {
		const one = opened();
		const after = hardened(one.plan, new Set([...enabledBy(one.plan, 'least'), 'user']));
		const pod = parse(kubernetes(after, null).text);
		expect(pod).toMatchObject({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'web'}});
		expect(pod.spec.containers[0].securityContext).toEqual({
			allowPrivilegeEscalation: false,
			readOnlyRootFilesystem: true,
			runAsNonRoot: true,
			runAsUser: 33,
			runAsGroup: 33,
			capabilities: {drop: ['ALL']},
			seccompProfile: {type: 'RuntimeDefault'},
		});
		expect(pod.spec.securityContext).toEqual({fsGroup: 33, sysctls: [{name: 'net.ipv4.ip_unprivileged_port_start', value: '0'}]});
		expect(pod.spec.containers[0].volumeMounts).toContainEqual({name: 'tmp-tmp', mountPath: '/tmp'});
	});

	it.each<[string, Partial<ContainerInspect>]>([
		['the usual', parts],
		['mounts of every kind', {HostConfig: {Mounts: mounts, Tmpfs: {'/a_b': 'size=64k', '/a-b': ''}, Binds: ['v:/v', '/h:/h']}}],
		['the host’s namespaces', {HostConfig: {NetworkMode: 'host', PidMode: 'host', IpcMode: 'host', Privileged: true}}],
		['a name that is no label', {Name: `/${'X_'.repeat(60)}`, Config: {Image: 'x:1', User: 'web:web'}}],
	])('has only fields that the API knows, with their types: %s', (_, more) => {
		const validate = new Ajv({allErrors: true, strict: false}).compile(podSchema);
		const pod = parse(hardeningOutput('kubernetes', view(opened(more)), null).text);
		expect(validate(pod), JSON.stringify(validate.errors)).toBe(true);
		const names = (pod.spec.volumes ?? []).map(({name}: {name: string}) => name);
		expect(new Set(names).size).toBe(names.length);
		const [{volumeMounts = []}] = pod.spec.containers;
		expect(new Set(volumeMounts.map(({mountPath}: {mountPath: string}) => mountPath)).size).toBe(names.length);
	});
});

it('escapes what Kubernetes would expand in commands and variables, and nothing else', () => {
	fc.assert(
		fc.property(
			fc.array(fc.constantFrom('$', '(', ')', 'HOME', 'x', '$(HOME)', ' ')).map(parts => parts.join('')),
			value => {
				const pod = parse(kubernetes(inspectOf({Config: {Cmd: [value], Env: [`A=${value}`]}}), null).text);
				const [{args, env}] = pod.spec.containers;
				expect([expanded(args[0]), expanded(env[0].value)]).toEqual([value, value]);
			},
		),
	);
});

/** As the kubelet does it, where every variable is set. @source kubernetes.io/docs/reference: Container, args */
const expanded = (text: string): string =>
	text.replace(/\$(\$|\([^)]*\))/g, (_, what: string) => (what === '$' ? '$' : 'EXPANDED'));

it('names the hosts with a known address', () => {
	const ExtraHosts = ['a:1.2.3.4', 'b:::1', 'c=[fd00::1]', 'up:host-gateway'];
	const pod = parse(kubernetes(inspectOf({HostConfig: {ExtraHosts}}), null).text);
	expect(pod.spec.hostAliases.map(({ip, hostnames}: {ip: string; hostnames: string[]}) => `${hostnames} ${ip}`)).toEqual([
		...['a 1.2.3.4', 'b ::1', 'c fd00::1'],
	]);
});

it.each([
	['no', 'Never'],
	['on-failure', 'OnFailure'],
	['unless-stopped', 'Always'],
])('restarts as asked: %s', (Name, wanted) => {
	expect(parse(kubernetes(inspectOf({HostConfig: {RestartPolicy: {Name}}}), null).text).spec.restartPolicy).toBe(wanted);
});

it('says what a pod cannot express, and reads a hidden secret from a Secret', () => {
	const Config = {Image: 'x:1', User: 'web', Env: ['TOKEN']};
	const HostConfig = {
		Devices: [{PathOnHost: '/dev/x'}],
		PortBindings: {'80/tcp': [{}]},
		Tmpfs: {'/t': 'noexec'},
		GroupAdd: ['adm'],
	};
	const {text, warnings} = kubernetes(inspectOf({Config, HostConfig}), null);
	expect(warnings.join('\n')).toMatch(
		/TOKEN come from the Secret web.*user web is a name.*groups by name.*Service.*noexec.*devices/s,
	);
	expect(parse(text).spec.containers[0].env).toEqual([{name: 'TOKEN', valueFrom: {secretKeyRef: {name: 'web', key: 'TOKEN'}}}]);
});

describe('the Pod Security Standard "restricted"', () => {
	const strict: Partial<ContainerInspect> = {
		Config: {Image: 'x:1', User: '33:33'},
		HostConfig: {CapDrop: ['ALL'], CapAdd: ['NET_BIND_SERVICE'], SecurityOpt: ['no-new-privileges'], Binds: ['data:/data']},
	};
	const refusal = (host: object, user = '33:33'): string =>
		kubernetes(
			inspectOf({Config: {...strict.Config, User: user}, HostConfig: {...strict.HostConfig, ...host}}),
			null,
		).warnings.join('\n');

	it('takes a pod that keeps every control, as its own fields say', () => {
		expect(refusal({})).not.toMatch(/Pod Security/);
		const pod = parse(kubernetes(inspectOf(strict), null).text);
		const {securityContext: own, ports = []} = pod.spec.containers[0];
		expect(own).toMatchObject({allowPrivilegeEscalation: false, runAsNonRoot: true, seccompProfile: {type: 'RuntimeDefault'}});
		expect(own.capabilities).toEqual({drop: ['ALL'], add: ['NET_BIND_SERVICE']});
		expect(own).not.toHaveProperty('privileged');
		expect(pod.spec).not.toHaveProperty('hostNetwork');
		expect(ports.some((port: object) => 'hostPort' in port)).toBe(false);
		const kinds = (pod.spec.volumes ?? [])
			.flatMap((volume: object) => Object.keys(volume))
			.filter((key: string) => key !== 'name');
		expect(['persistentVolumeClaim', 'emptyDir']).toEqual(expect.arrayContaining(kinds));
	});

	it.each<[object, RegExp]>([
		[{Privileged: true}, /is privileged.*may gain privileges/],
		[{PidMode: 'host'}, /namespaces of the host/],
		[{Mounts: [{Type: 'bind', Source: '/etc', Target: '/e'}]}, /mounts paths of the host/],
		[{SecurityOpt: []}, /may gain privileges/],
		[{CapDrop: []}, /does not drop all/],
		[{CapAdd: ['CAP_CHOWN']}, /adds CHOWN/],
		[{SecurityOpt: ['no-new-privileges', 'seccomp=unconfined']}, /without seccomp/],
		[{Sysctls: {'kernel.msgmax': '1'}}, /sets kernel\.msgmax/],
	])('says why it refuses %j', (host, why) => expect(refusal(host)).toMatch(why));

	it('says that root is refused', () => expect(refusal({}, '')).toMatch(/runs as root/));

	it('is accepted by the API, which requires escalation together with SYS_ADMIN', () => {
		const pod = parse(kubernetes(inspectOf({HostConfig: {...strict.HostConfig, CapAdd: ['SYS_ADMIN']}}), null).text);
		expect(pod.spec.containers[0].securityContext.allowPrivilegeEscalation).toBe(true);
	});
});

/**
 * The part of the Kubernetes API that is written, closed against misspelt fields. Where kubectl is installed,
 * test/on-real-engine/kubernetes.test.ts asks it.
 * @source Kubernetes API reference, core/v1: Pod, PodSpec, Container, SecurityContext, PodSecurityContext, Volume, EmptyDirVolumeSource
 */
const text = {type: 'string'};
const flag = {type: 'boolean'};
const number = {type: 'integer'};
const listOf = (items: object) => ({type: 'array', items});
const closed = (properties: object) => ({type: 'object', additionalProperties: false, properties});
const podSchema = closed({
	apiVersion: {const: 'v1'},
	kind: {const: 'Pod'},
	metadata: closed({name: {type: 'string', pattern: '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$'}}),
	spec: closed({
		automountServiceAccountToken: flag,
		hostNetwork: flag,
		hostPID: flag,
		hostIPC: flag,
		hostname: text,
		hostAliases: listOf(closed({ip: text, hostnames: listOf(text)})),
		dnsPolicy: {const: 'None'},
		dnsConfig: closed({
			nameservers: listOf(text),
			searches: listOf(text),
			options: listOf(closed({name: text, value: text})),
		}),
		terminationGracePeriodSeconds: number,
		restartPolicy: {enum: ['Always', 'OnFailure', 'Never']},
		securityContext: closed({
			fsGroup: number,
			supplementalGroups: listOf(number),
			sysctls: listOf(closed({name: text, value: text})),
		}),
		containers: listOf(
			closed({
				name: text,
				image: text,
				command: listOf(text),
				args: listOf(text),
				workingDir: text,
				stdin: flag,
				tty: flag,
				env: listOf(closed({name: text, value: text, valueFrom: closed({secretKeyRef: closed({name: text, key: text})})})),
				readinessProbe: closed({
					exec: closed({command: listOf(text)}),
					initialDelaySeconds: number,
					periodSeconds: number,
					timeoutSeconds: number,
					failureThreshold: number,
				}),
				ports: listOf(
					closed({containerPort: {type: 'integer', minimum: 1, maximum: 65535}, protocol: {enum: ['TCP', 'UDP', 'SCTP']}}),
				),
				securityContext: closed({
					allowPrivilegeEscalation: flag,
					privileged: flag,
					readOnlyRootFilesystem: flag,
					runAsNonRoot: flag,
					runAsUser: number,
					runAsGroup: number,
					capabilities: closed({drop: listOf(text), add: listOf(text)}),
					seccompProfile: closed({type: {enum: ['RuntimeDefault', 'Unconfined', 'Localhost']}}),
				}),
				resources: closed({limits: closed({memory: text, cpu: text}), requests: closed({memory: text})}),
				volumeMounts: listOf(closed({name: text, mountPath: text, readOnly: flag})),
			}),
		),
		volumes: listOf(
			closed({
				name: text,
				emptyDir: closed({medium: {const: 'Memory'}, sizeLimit: text}),
				hostPath: closed({path: text}),
				persistentVolumeClaim: closed({claimName: text}),
			}),
		),
	}),
});
