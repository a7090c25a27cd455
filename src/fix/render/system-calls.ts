import type {Capability} from '../../base/index.js';

const calls = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Calls for any program, by topic. Includes names of other architectures: the runtime skips those it does not have. */
export const ordinaryCalls: Readonly<Record<string, readonly string[]>> = {
	files: calls(`
		access cachestat chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64
		fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr flock fremovexattr fsetxattr
		fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 getxattr inotify_add_watch inotify_init inotify_init1
		inotify_rm_watch ioctl lchown lgetxattr link linkat listxattr llistxattr lremovexattr lseek lsetxattr lstat mkdir mkdirat
		mknod mknodat name_to_handle_at newfstatat open openat openat2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read
		readahead readlink readlinkat readv removexattr rename renameat renameat2 rmdir sendfile setxattr splice stat statfs statx
		symlink symlinkat sync sync_file_range sync_file_range2 syncfs tee truncate umask unlink unlinkat utime utimensat utimes
		vmsplice write writev fanotify_mark ustat`),
	waiting: calls(`
		epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2
		io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit poll ppoll pselect6 select signalfd signalfd4
		timerfd_create timerfd_gettime timerfd_settime`),
	network: calls(`
		accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg sendmmsg sendmsg sendto
		setsockopt shutdown socketpair`),
	memory: calls(`
		brk madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mlock mlock2 mlockall mmap mprotect mremap mseal
		msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect process_mrelease remap_file_pages`),
	processes: calls(`
		arch_prctl capget capset execve execveat exit exit_group fork futex futex_requeue futex_wait futex_waitv futex_wake
		get_robust_list get_thread_area getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getresgid
		getresuid getrlimit getrusage getsid gettid getuid ioprio_get ioprio_set pidfd_open pidfd_send_signal prctl prlimit64
		restart_syscall rseq sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam
		sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield
		set_robust_list set_thread_area set_tid_address setfsgid setfsuid setgid setgroups setpgid setpriority setregid setresgid
		setresuid setreuid setrlimit setsid setuid uretprobe vfork wait4 waitid modify_ldt riscv_flush_icache`),
	signals: calls(`
		alarm kill pause rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait
		rt_tgsigqueueinfo sigaltstack tgkill tkill`),
	time: calls(`
		clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer time timer_create timer_delete
		timer_getoverrun timer_gettime timer_settime times adjtimex clock_adjtime`),
	'messages between processes': calls(`
		mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd pipe pipe2 semctl semget
		semop semtimedop shmat shmctl shmdt shmget`),
	'what a program gives up': calls('landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp'),
	system: calls('getcpu getrandom sysinfo uname'),
};

/** Calls that are useful only with one of these capabilities. */
export const privilegedCalls: readonly {readonly needs: readonly Capability[]; readonly calls: readonly string[]}[] = [
	{
		needs: ['SYS_ADMIN'],
		calls: calls(`
			clone3 fanotify_init fsconfig fsmount fsopen fspick listmount lookup_dcookie mount mount_setattr move_mount open_tree
			pivot_root quotactl quotactl_fd setdomainname sethostname setns statmount swapoff swapon umount umount2 unshare`),
	},
	{needs: ['SYS_ADMIN', 'BPF'], calls: calls('bpf')},
	{needs: ['SYS_ADMIN', 'PERFMON'], calls: calls('perf_event_open')},
	{needs: ['SYS_CHROOT'], calls: calls('chroot')},
	{needs: ['DAC_READ_SEARCH'], calls: calls('open_by_handle_at')},
	{needs: ['SYS_PTRACE'], calls: calls('kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev ptrace')},
	{
		needs: ['SYS_NICE'],
		calls: calls('get_mempolicy mbind migrate_pages move_pages set_mempolicy set_mempolicy_home_node'),
	},
	{needs: ['SYS_TIME'], calls: calls('clock_settime settimeofday stime')},
	{needs: ['SYS_MODULE'], calls: calls('delete_module finit_module init_module')},
	{needs: ['SYS_BOOT'], calls: calls('kexec_file_load kexec_load reboot')},
	{needs: ['SYS_RAWIO'], calls: calls('ioperm iopl')},
	{needs: ['SYS_PACCT'], calls: calls('acct')},
	{needs: ['SYSLOG'], calls: calls('syslog')},
	{needs: ['SYS_TTY_CONFIG'], calls: calls('vhangup')},
];
