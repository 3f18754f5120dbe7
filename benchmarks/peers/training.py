"""One training iteration of shapenet as the paper has it, without the losses that need VGG-19: forward; a step of the discriminator on the
target and on the picture made; a step of the generator by reconstruction, the discriminator's verdict and the regularity of the flows."""
import torch
from torch.nn import functional as F

import nets


def affine_misfit(k):
    """The projection of a k x k window of flow onto what no affine map explains."""
    rows, columns = torch.meshgrid(torch.arange(k, dtype=torch.float64), torch.arange(k, dtype=torch.float64), indexing='ij')
    a = torch.stack((columns.flatten(), rows.flatten(), torch.ones(k * k, dtype=torch.float64)), 1)
    return (a @ torch.linalg.inv(a.T @ a) @ a.T - torch.eye(k * k, dtype=torch.float64)).float()


def regularity(flow, k, misfit):
    n, _, h, w = flow.shape
    windows = F.unfold(flow.reshape(n * 2, 1, h, w), k)
    return (misfit @ windows).square().sum() / (n * windows.shape[2])


class Iteration:
    def __init__(self, best, layout, batch=1, size=256):
        self.generator, self.discriminator = nets.Shapenet(), nets.ResDiscriminator()
        if best:
            nets.make_best(self.generator, merge=False)
        self.generator, self.discriminator = self.generator.to(memory_format=layout), self.discriminator.to(memory_format=layout)
        self.optimizer = torch.optim.Adam(self.generator.parameters(), 1e-4, (0.0, 0.999))
        self.optimizer_d = torch.optim.Adam(self.discriminator.parameters(), 1e-5, (0.0, 0.999))
        self.misfit = [affine_misfit(k) for k in (3, 5)]
        self.source, self.target = (torch.rand(batch, 3, size, size).mul(2).sub(1).contiguous(memory_format=layout) for _ in range(2))
        self.poses = [F.one_hot(torch.tensor([at] * batch), 21).float() for at in (0, 5)]

    def step(self):
        image, flows, _ = self.generator(self.source, *self.poses)
        self.step_discriminator(image.detach())
        self.discriminator.requires_grad_(False)
        loss = 5 * F.l1_loss(image, self.target) + 2 * (self.discriminator(image) - 1).square().mean()
        for flow, k, misfit in zip(flows, (3, 5), self.misfit):
            loss = loss + 0.0025 * regularity(flow, k, misfit)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()

    def step_discriminator(self, image):
        self.discriminator.requires_grad_(True)
        loss = ((self.discriminator(self.target) - 1).square().mean() + self.discriminator(image).square().mean()) / 2
        self.optimizer_d.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer_d.step()
