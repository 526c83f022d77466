"""For every kernel of this environment: see `helpers.kernel`."""

c.IPKernelApp.kernel_class = "helpers.kernel.LessonKernel"  # type: ignore[name-defined]  # noqa: F821
