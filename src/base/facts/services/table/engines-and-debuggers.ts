import {asks, off, unseen} from '../clues.js';
import {all, any, empty, env, given, matching, no, not, on, option, repeated, tag, word, yes} from '../conditions.js';
import {anySetting, configOption, file, setting} from '../files/conditions.js';
import type {Service} from '../service.js';

/** An address that others reach. */
const outside = {
	literal: true,
	passes: (value: string) => value !== '' && !/^(?:\w+:\/\/)?(?:localhost|127\.|\[?::1\]?)/.test(value),
};

/** Of Node.js: without an address they listen on loopback. */
const inspectors = ['inspect', 'inspect-brk', 'inspect-wait', 'inspect-port', 'debug-brk'];

/** APIs of container engines and clusters, and debuggers, which any program can open. @source the manuals of the programs */
export const enginesAndDebuggers: readonly Service[] = [
	{
		name: 'Docker API',
		images: ['docker'],
		programs: ['dockerd', 'dockerd-entrypoint.sh', 'dockerd-rootless.sh'],
		ports: [2375, 2376],
		gives: 'host',
		gain: 'start privileged containers on its engine',
		clues: [
			asks(any(option('tlsverify'), option('tlscacert', given))),
			off(option('tls', no)),
			off(
				any(
					repeated('H', matching(/^tcp:\/\/(?!127\.|localhost|\[::1)/)),
					repeated('host', matching(/^tcp:\/\/(?!127\.|localhost|\[::1)/)),
				),
			),
			file(
				{
					at: setup => configOption('config-file')(setup) ?? '/etc/docker/daemon.json',
					format: 'yaml',
					keeps: /^(?:hosts|tls|tlsverify|tlscacert)$/,
					isDefault: true,
				},
				asks(setting('tlsverify', yes)),
				off(anySetting('hosts', matching(/^tcp:\/\/(?!127\.|localhost|\[::1)/))),
			),
			off(env('DOCKER_TLS_CERTDIR', empty)),
			asks(env('DOCKER_TLS_CERTDIR', given)),
		],
		otherwise: 'unknown',
		only: any(tag(/dind/), word('dockerd'), option('H', given), option('host', given)),
	},
	{
		name: 'Kubernetes API or kubelet',
		images: ['rancher/k3s', 'kube-apiserver', 'rancher/hyperkube', 'kubelet'],
		programs: ['kubelet', 'kube-apiserver', 'hyperkube', 'k3s'],
		ports: [6443, 8080, 10_250, 10_255],
		gives: 'host',
		gain: 'run containers on the nodes of the cluster',
		clues: [
			off(option('insecure-port', matching(/^[1-9]\d*$/))),
			off(all(option('anonymous-auth'), option('authorization-mode', matching(/AlwaysAllow/)))),
			off(option('read-only-port', matching(/^[1-9]\d*$/))),
			off(option('authorization-mode', matching(/^AlwaysAllow$/))),
			file(
				{
					at: ({options, words}) => (words.has('kubelet') ? (options.get('config')?.at(-1)?.[0] ?? null) : null),
					format: 'yaml',
					keeps: /^(?:authentication\.anonymous\.enabled|authorization\.mode|readonlyport)$/,
				},
				off(all(setting('authentication.anonymous.enabled', yes), setting('authorization.mode', matching(/^AlwaysAllow$/)))),
				off(setting('readonlyport', matching(/^[1-9]\d*$/))),
			),
		],
		otherwise: 'authenticated',
	},
	{
		name: 'kubectl proxy',
		images: [],
		programs: ['kubectl'],
		ports: [8001],
		gives: 'host',
		gain: 'use the cluster with its account',
		clues: [off(option('address', outside))],
		otherwise: 'authenticated',
		only: word('proxy'),
	},
	{
		name: 'Chrome remote debugging',
		images: [],
		programs: [],
		ports: [9222],
		gives: 'code',
		gain: 'control the browser, read its files and sessions',
		clues: [off(option('remote-debugging-address', outside)), unseen(option('remote-debugging-port', matching(/^[1-9]/)))],
		otherwise: 'authenticated',
		only: option('remote-debugging-port', given),
	},
	{
		name: 'headless Chrome image',
		images: ['chromedp/headless-shell', 'justinribeiro/chrome-headless', 'yukinying/chrome-headless-browser'],
		programs: ['headless-shell'],
		ports: [9222],
		gives: 'code',
		gain: 'control the browser, read its files and sessions',
		clues: [],
		otherwise: 'open',
	},
	{
		name: 'Node.js debugger',
		images: [],
		programs: [],
		ports: [9229, 9230, 5858],
		gives: 'code',
		gain: 'run code in the process',
		clues: [
			off(any(...inspectors.map(name => option(name, matching(/^(?:(?!127\.)\d{1,3}(?:\.\d{1,3}){3}|\[::\])(?::\d{1,5})?$/))))),
		],
		otherwise: 'authenticated',
		only: any(
			...inspectors.map(name => option(name, matching(/^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]+\]|localhost)(?::\d{1,5})?$/))),
		),
	},
	{
		name: 'Java debugger',
		images: [],
		programs: [],
		ports: [5005, 8000, 8787],
		gives: 'code',
		gain: 'run code in the process',
		// From Java 9 on a port without an address is on loopback; before, on every address.
		clues: [
			off(option('agentlib', matching(/^jdwp=.*address=(?:\*|0\.0\.0\.0|\[?::\]?):/))),
			asks(option('agentlib', matching(/^jdwp=.*(?:server=n|address=(?:localhost|127\.))/))),
			unseen(option('agentlib', matching(/^jdwp=/))),
			unseen(option('Xrunjdwp', given)),
		],
		otherwise: 'authenticated',
		only: any(option('agentlib', matching(/^jdwp=/)), option('Xrunjdwp', given)),
	},
	{
		name: 'Java management (JMX)',
		images: [],
		programs: [],
		ports: [9010, 9999, 1099, 7199, 9090],
		gives: 'code',
		gain: 'load code into the process',
		clues: [
			off(option('com.sun.management.jmxremote.authenticate', no)),
			asks(option('com.sun.management.jmxremote.authenticate', on)),
		],
		otherwise: 'authenticated',
		only: option('com.sun.management.jmxremote.port', given),
	},
	{
		name: 'Python debugger',
		images: [],
		programs: ['debugpy', 'ptvsd', 'pydevd'],
		ports: [5678, 3000],
		gives: 'code',
		gain: 'run code in the process',
		clues: [off(any(option('listen', matching(/^0\.0\.0\.0|^\*|^::/)), option('host', matching(/^0\.0\.0\.0|^\*|^::/))))],
		otherwise: 'authenticated',
	},
	{
		name: 'Go debugger',
		images: [],
		programs: ['dlv'],
		ports: [2345, 40_000],
		gives: 'code',
		gain: 'run code in the process',
		clues: [off(all(option('headless'), option('listen', matching(/^(?:0\.0\.0\.0|\*|\[::\])?:/))))],
		otherwise: 'authenticated',
		only: any(option('headless'), not(word('debug'))),
	},
	{
		name: 'GDB server',
		images: [],
		programs: ['gdbserver', 'lldb-server'],
		ports: [],
		gives: 'code',
		gain: 'run code in the process',
		clues: [],
		otherwise: 'open',
	},
];
