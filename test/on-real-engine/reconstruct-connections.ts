import type {RoundTripCase} from './reconstruct-cases.js';

const split = (text: string): string[] => text.split(' ');

/** Networks, ports and mounts in combinations that were not thought of when the reconstruction was written. */
export const connectionCases: readonly RoundTripCase[] = [
	// Networks.
	{
		what: 'a MAC address on the second network',
		args: ['--network', 'blue', '--network', 'name=green,mac-address=02:00:00:00:00:07'],
	},
	{
		what: 'a MAC address on each network',
		args: [
			'--network',
			'name=blue,mac-address=02:00:00:00:00:08,ip=172.28.9.9',
			'--network',
			'name=green,mac-address=02:00:00:00:00:09',
		],
	},
	{what: 'a MAC address by the flag on a network of one’s own', args: split('--network blue --mac-address 02:42:00:00:00:01')},
	{what: 'a driver option of the default network', args: ['--network', 'name=bridge,driver-opt=com.example.x=y']},
	{what: 'the default network said', args: ['--network', 'bridge']},
	{what: 'the default network by its other name', args: ['--network', 'default']},
	{what: 'a network by the start of its id', args: ['--network', '@blue']},
	{
		what: 'three networks in an order of their own',
		args: split('--network six --network green --network name=blue,alias=z,alias=a'),
	},
	{
		what: 'driver options with commas and quotes',
		args: ['--network', 'name=green,"driver-opt=a.b=c,d","driver-opt=e=""f""",alias=x y'],
	},
	{what: 'link-local addresses', args: ['--network', 'name=six,link-local-ip=169.254.1.1,link-local-ip=fe80::7,ip6=fd42::7']},
	{what: 'short forms on an IPv6 network', args: split('--network six --ip6 fd42::1:2 --network-alias a --network-alias b-c_d')},
	{
		what: 'hosts in several notations',
		args: '--add-host a=1.2.3.4 --add-host b:[::1] --add-host host-gateway:host-gateway --add-host a:5.6.7.8'.split(' '),
	},
	{
		what: 'resolver of its own',
		args: '--dns ::1 --dns 10.0.0.1 --dns-option use-vc --dns-option timeout:3 --dns-search a.b --dns-search c.d'.split(' '),
	},
	{what: 'two links', args: split('--link anchor --link anchor:other')},
	{
		what: 'ports with addresses and ranges',
		args: split('-p 0.0.0.0:81:81 -p [::]:81:81 -p 127.0.0.2:9100-9102:100-102/udp -p 5/sctp -p :7:7 -p 127.0.0.1:8443-8450:443'),
	},
	{what: 'one port on two host ports', args: split('-p 8001:80 -p 8002:80 -p 8003:80/udp --expose 81/sctp')},
	{what: 'ports exposed that the image exposes', args: split('--expose 80 --expose 53/udp --expose 54/udp'), image: 'rich'},
	{what: 'ports in the long form', args: ['--publish', 'published=8088,target=88,protocol=udp', '--publish', 'target=89']},
	// Mounts.
	{what: 'a volume with hostile text', args: ['--volume', '/tmp:/a b,"c"\'$d`e`', '--volume', 'v.1-x_y:/é/☃:rw,nocopy']},
	{what: 'a volume with a newline', args: ['--volume', '/tmp:/a\nb', '--volume', '/c\nd']},
	{what: 'an anonymous volume where the image has one', args: split('--volume /data --volume /data2'), image: 'rich'},
	{what: 'a named volume where the image has one', args: split('--volume kept:/data'), image: 'rich'},
	{
		what: 'binds with every kind of mode',
		args: split(
			'--volume /usr:/a:z --volume /usr:/b:Z,ro --volume /usr:/c:shared --volume /usr:/d:rw,rshared --volume /usr:/e:private,consistent',
		),
	},
	{
		what: 'every recursion of a bind',
		args: [
			...'--mount type=bind,src=/usr,dst=/a,ro,bind-recursive=writable --mount'.split(' '),
			...'type=bind,src=/usr,dst=/b,ro,bind-recursive=readonly,bind-propagation=rprivate --mount'.split(' '),
			...'type=bind,src=/usr,dst=/c,bind-recursive=enabled,bind-propagation=shared --mount'.split(' '),
			...'type=bind,src=/usr,dst=/d,bind-nonrecursive,consistency=cached'.split(' '),
		],
	},
	{
		what: 'a mount with equals, commas and colons',
		args: [
			'--mount',
			'type=bind,"source=/tmp","target=/a=b,c:d"',
			'--mount',
			'type=volume,"src=vx","volume-label=a,b=c=d","volume-label=empty",dst=/e:f',
		],
	},
	{what: 'a mount with a newline', args: ['--mount', 'type=volume,"target=/a\nb"', '--mount', 'type=volume,"target=/ leading "']},
	{what: 'a part of a volume', args: ['--mount', 'type=volume,source=parts,target=/p,volume-subpath=a/b,readonly']},
	{
		what: 'a volume of a driver with options',
		args: [
			'--mount',
			'type=volume,src=nfs,dst=/n,volume-driver=local,volume-opt=type=nfs,"volume-opt=o=addr=1.2.3.4,rw,nfsvers=4",volume-opt=device=:/x',
		],
	},
	{
		what: 'tmpfs mounts of every mode',
		args: [
			...'--mount type=tmpfs,dst=/a --mount type=tmpfs,dst=/b,tmpfs-mode=0700,tmpfs-size=64k --mount'.split(' '),
			...'type=tmpfs,dst=/c,tmpfs-mode=4755 --mount type=tmpfs,dst=/d,tmpfs-size=1g'.split(' '),
		],
	},
	{
		what: 'tmpfs with hostile paths',
		args: ['--tmpfs', "/a b'c$d", '--tmpfs', '/x:mode=0700,uid=1,gid=2,exec,size=10%,nr_inodes=5'],
	},
	{what: 'volumes of a container, twice', args: split('--volumes-from anchor --volume-driver local')},
	{what: 'a mount without a type', args: ['--mount', 'source=untyped,target=/u']},
];
