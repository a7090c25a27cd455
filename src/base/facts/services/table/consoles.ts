import {asks, off, password, passwordOption, unseen} from '../clues.js';
import {all, any, config, empty, env, given, matching, no, option, word, yes} from '../conditions.js';
import {configOption, file, passwordSetting, present, setting} from '../files/conditions.js';
import type {Clue, Service} from '../service.js';

const shell = 'run commands in the container';

const jupyterKeeps =
	/^(?:serverapp|notebookapp|labapp|identityprovider|passwordidentityprovider)\.(?:token|password|hashed_password|ip)$|^include$/;
const jupyterSecret = /\.(?:token|password|hashed_password)$/;

/** The first that sets it counts: a user's before the system's, JSON before Python. @source jupyter-server.readthedocs.io, config file and command line options */
const jupyterFiles: readonly Clue[] = [
	'',
	'/home/jovyan/.jupyter',
	'/usr/local/etc/jupyter',
	'/opt/conda/etc/jupyter',
	'/etc/jupyter',
].flatMap(folder =>
	(['json', 'py'] as const).map(ending =>
		file(
			{
				at:
					folder === ''
						? ({options}) => {
								const named = options.get('config')?.at(-1)?.[0] ?? '';
								return named.endsWith(ending) ? named : null;
							}
						: () => `${folder}/jupyter_server_config.${ending}`,
				format: ending === 'json' ? 'yaml' : 'python',
				keeps: jupyterKeeps,
				secret: jupyterSecret,
				optionsWin: true,
				isDefault: true,
			},
			passwordSetting('serverapp.password', 'notebookapp.password', 'passwordidentityprovider.hashed_password'),
			off(setting(/\.token$/, empty)),
			passwordSetting('identityprovider.token', 'serverapp.token', 'notebookapp.token', 'labapp.token'),
			unseen(setting('include', present)),
		),
	),
);

/** Notebooks, shells and desktops in the browser, and browsers under remote control. @source the manuals and image pages of the projects */
export const consoles: readonly Service[] = [
	{
		name: 'Jupyter',
		images: ['jupyter/*', 'jupyterhub/singleuser'],
		programs: [
			'jupyter',
			'jupyter-lab',
			'jupyter-notebook',
			'jupyter-server',
			'jupyterlab',
			'start-notebook.sh',
			'start-notebook.py',
		],
		ports: [8888],
		gives: 'code',
		gain: shell,
		clues: [
			passwordOption(
				'notebookapp.password',
				'serverapp.password',
				'passwordidentityprovider.hashed_password',
				'identityprovider.hashed_password',
			),
			...['notebookapp.token', 'serverapp.token', 'identityprovider.token'].flatMap(name => [off(option(name, matching(/^$/)))]),
			passwordOption('notebookapp.token', 'serverapp.token', 'identityprovider.token', 'labapp.token'),
			...jupyterFiles,
			password('JUPYTER_TOKEN', 'JUPYTER_PASSWORD'),
			unseen(config),
		],
		// It makes up a token for each start.
		otherwise: 'authenticated',
		ownConfig: /^\/home\/jovyan\//,
	},
	{
		name: 'Zeppelin',
		images: ['apache/zeppelin'],
		programs: ['zeppelin.sh'],
		ports: [8080],
		gives: 'code',
		gain: shell,
		clues: [unseen(config)],
		otherwise: 'open',
	},
	{
		name: 'RStudio',
		images: [
			'rocker/rstudio',
			'rocker/tidyverse',
			'rocker/verse',
			'rocker/geospatial',
			'rocker/ml',
			'bioconductor/bioconductor_docker',
		],
		programs: ['rserver'],
		ports: [8787],
		gives: 'code',
		gain: shell,
		clues: [off(any(env('DISABLE_AUTH', yes), option('auth-none', yes))), password('PASSWORD')],
		otherwise: 'authenticated',
	},
	{
		name: 'code-server',
		images: ['codercom/code-server', 'coder/code-server'],
		programs: ['code-server'],
		ports: [8080],
		gives: 'code',
		gain: shell,
		clues: [
			off(option('auth', matching(/^none$/))),
			password('PASSWORD', 'HASHED_PASSWORD'),
			file(
				{
					at: setup =>
						configOption('config')(setup) ?? setup.env.get('CODE_SERVER_CONFIG') ?? '/home/coder/.config/code-server/config.yaml',
					format: 'yaml',
					keeps: /^(?:auth|bind-addr)$/,
					isDefault: true,
				},
				off(setting('auth', matching(/^none$/))),
				asks(setting('auth')),
			),
			unseen(config),
		],
		otherwise: 'authenticated',
	},
	{
		name: 'code-server of LinuxServer',
		images: ['linuxserver/code-server', 'linuxserver/openvscode-server', 'gitpod/openvscode-server'],
		programs: ['openvscode-server'],
		ports: [8443, 3000],
		gives: 'code',
		gain: shell,
		clues: [
			password('PASSWORD', 'HASHED_PASSWORD', 'CONNECTION_TOKEN', 'CONNECTION_SECRET'),
			asks(any(option('connection-token', given), option('connection-token-file', given))),
		],
		otherwise: 'open',
	},
	{
		name: 'Web terminal',
		images: ['tsl0922/ttyd', 'wettyoss/wetty', 'sorenisanerd/gotty'],
		programs: ['ttyd', 'gotty', 'shellinaboxd'],
		ports: [7681, 8080, 4200],
		gives: 'code',
		gain: shell,
		clues: [asks(any(...['c', 'credential', 'auth-header', 'H'].map(name => option(name, given))))],
		otherwise: 'open',
	},
	{
		name: 'VNC',
		images: [
			'dorowu/ubuntu-desktop-lxde-vnc',
			'consol/*',
			'accetto/*',
			'theasp/novnc',
			'jlesage/firefox',
			'jlesage/jdownloader-2',
			'jlesage/handbrake',
			'linuxserver/webtop',
		],
		programs: ['x11vnc', 'Xvnc', 'vncserver', 'Xtigervnc', 'x0vncserver', 'tigervncserver'],
		ports: [5900, 5901, 6901, 80, 5800, 6080, 8080, 3000, 3001],
		gives: 'code',
		gain: 'control the desktop',
		clues: [
			off(
				any(
					option('nopw'),
					option('securitytypes', matching(/none/i)),
					env('VNC_PASSWORDLESS', yes),
					env('SE_VNC_NO_PASSWORD', yes),
				),
			),
			passwordOption('passwd'),
			asks(any(...['rfbauth', 'usepw', 'passwdfile', 'passwordfile'].map(name => option(name)))),
			password('VNC_PASSWORD', 'VNC_PW', 'HTTP_PASSWORD', 'PASSWORD', 'WEB_AUTHENTICATION_PASSWORD'),
		],
		otherwise: 'open',
	},
	{
		name: 'Kasm desktop',
		images: ['kasmweb/*'],
		programs: ['Xkasmvnc'],
		ports: [6901],
		gives: 'code',
		gain: 'control the desktop',
		clues: [off(option('disablebasicauth')), password('VNC_PW')],
		otherwise: 'guessable',
	},
	{
		name: 'Selenium',
		images: ['selenium/standalone-*', 'selenium/hub', 'selenium/node-*', 'seleniarm/standalone-*', 'aerokube/selenoid'],
		programs: ['selenium-server', 'selenoid', 'chromedriver', 'geckodriver'],
		ports: [4444, 7900, 5900, 4442, 4443, 5555, 9515],
		gives: 'code',
		gain: 'control the browser, which reads files and reaches the networks of the container',
		clues: [asks(all(env('SE_ROUTER_USERNAME'), env('SE_ROUTER_PASSWORD'))), asks(option('username', given)), unseen(config)],
		otherwise: 'open',
	},
	{
		name: 'browserless',
		images: ['browserless/*'],
		programs: [],
		ports: [3000],
		gives: 'code',
		gain: 'control the browser, which reads files and reaches the networks of the container',
		clues: [password('TOKEN')],
		otherwise: 'open',
	},
	{
		name: 'Node-RED',
		images: ['nodered/node-red'],
		programs: ['node-red'],
		ports: [1880],
		gives: 'code',
		gain: `change the flows, and with that ${shell}`,
		clues: [unseen(config)],
		otherwise: 'unknown',
	},
	{
		name: 'Jenkins',
		images: ['jenkins', 'jenkins/jenkins', 'jenkinsci/blueocean', 'bitnami/jenkins'],
		programs: ['jenkins.sh', 'jenkins.war'],
		ports: [8080, 50_000],
		gives: 'code',
		gain: 'run jobs, and read their secrets',
		clues: [password('JENKINS_PASSWORD'), unseen(env('CASC_JENKINS_CONFIG')), off(option('jenkins.install.runsetupwizard', no))],
		// The wizard asks for a password of the log first; what was chosen afterwards is in its data.
		otherwise: 'authenticated',
	},
	{
		name: 'Cluster compute master',
		images: [
			'flink',
			'apache/flink',
			'apache/spark',
			'spark',
			'bitnami/spark',
			'apache/hadoop',
			'bde2020/*',
			'daskdev/dask',
			'dask/dask',
		],
		programs: ['jobmanager.sh', 'start-master.sh', 'dask-scheduler', 'namenode', 'resourcemanager'],
		ports: [8080, 8081, 7077, 6066, 8088, 9870, 50_070, 8786, 8787],
		gives: 'code',
		gain: 'submit jobs, which run commands in the container',
		clues: [asks(any(env('SPARK_RPC_AUTHENTICATION_ENABLED', yes), option('spark.authenticate', yes))), unseen(config)],
		otherwise: 'open',
		only: any(
			word('jobmanager'),
			word('standalone-job'),
			env('SPARK_MODE', matching(/^master$/)),
			word('namenode'),
			word('resourcemanager'),
			word('dask-scheduler'),
			env('CLUSTER_NAME'),
			word('scheduler'),
			option('class', matching(/master\.Master/)),
		),
	},
	{
		name: 'File Browser',
		images: ['filebrowser/filebrowser', 'hurlenko/filebrowser'],
		programs: ['filebrowser'],
		ports: [80, 8080],
		gives: 'data',
		gain: 'read, change and delete the files that it serves',
		clues: [off(any(option('noauth'), env('FB_NOAUTH', yes))), unseen(config)],
		otherwise: 'unknown',
	},
	{
		name: 'File server',
		images: ['halverneus/static-file-server', 'sigoden/dufs', 'svenstaro/miniupload', 'restic/rest-server'],
		programs: ['dufs', 'rest-server', 'miniserve'],
		ports: [5000, 8000, 8080],
		gives: 'data',
		gain: 'read the files that it serves, and change them where it allows that',
		clues: [
			off(any(option('no-auth'), env('DISABLE_AUTHENTICATION'))),
			asks(any(option('auth', given), option('a', given), option('htpasswd-file', given))),
		],
		otherwise: 'unknown',
	},
	{
		name: 'mongo-express',
		images: ['mongo-express'],
		programs: ['mongo-express'],
		ports: [8081],
		gives: 'data',
		gain: 'read and change the database behind it',
		clues: [
			off(any(env('ME_CONFIG_BASICAUTH', no), env('ME_CONFIG_BASICAUTH_ENABLED', no))),
			password('ME_CONFIG_BASICAUTH_PASSWORD'),
		],
		otherwise: 'guessable',
	},
];
