"""The main job: certificates, high precision, synthetic and real rows, verdicts.

Here, and only here, what was proved (proofs) meets what was measured (kernels).
"""
